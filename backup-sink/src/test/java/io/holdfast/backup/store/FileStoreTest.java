package io.holdfast.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileStoreTest extends ObjectStoreContract {

  @Override
  ObjectStore open(Path directory) {
    return new FileStore("a", directory);
  }

  @Test
  void aDirectoryThatIsNotMountedIsAwayAndNotAnEmptyStore() throws IOException {
    store.put("a/one", bytes("content"));
    Files.move(directory.resolve("store"), directory.resolve("elsewhere"));
    Files.createDirectory(directory.resolve("store"));

    assertThatThrownBy(() -> store.list("a/"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("away");
    assertThatThrownBy(() -> store.put("a/two", bytes("x"))).isInstanceOf(IOException.class);
    assertThat(directory.resolve("store")).isEmptyDirectory();
  }

  @Test
  void aStoreThatCannotBeMadeSaysWhatToDo() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");

    assertThatThrownBy(() -> new FileStore("a", file.resolve("below")).prepare())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("make directory " + file.resolve("below") + " writable");
  }

  @Test
  void namesCannotLeaveTheStore() {
    assertThatThrownBy(() -> store.put("../outside", bytes("x"))).isInstanceOf(IOException.class);
    assertThat(directory.resolve("outside")).doesNotExist();
  }

  @Test
  void nothingIsLeftInIncoming() throws IOException {
    store.put("a/one", bytes("content"));
    store.put("a/one", bytes("content"));

    assertThat(directory.resolve("store/.incoming")).isEmptyDirectory();
  }
}
