package io.holdfast.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class FileStoreTest extends ObjectStoreContract {

  @Override
  ObjectStore open(Path directory) {
    return new FileStore("a", directory);
  }

  /** The file system of the directory where objects are written is full. */
  @Override
  AutoCloseable breakWrites() throws Exception {
    Path incoming = directory.resolve("store/.incoming");
    Assumptions.assumeTrue(
        succeeds("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", incoming.toString()),
        "only root may mount the small file system that this test fills");
    Files.write(incoming.resolve("ballast"), new byte[4096]);
    return () ->
        assertThat(succeeds("umount", incoming.toString())).as("unmount " + incoming).isTrue();
  }

  private static boolean succeeds(String... command) throws Exception {
    return new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Test
  void whatAWriterThatDiedLeftIsNoObjectAndIsRemovedAfterADay() throws IOException {
    Path torn = Files.write(directory.resolve("store/.incoming/torn"), bytes("half of someth"));
    store.prepare();
    assertThat(torn).exists();
    assertThat(store.directories("")).isEmpty();

    Files.setLastModifiedTime(torn, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    store.prepare();
    assertThat(torn).doesNotExist();
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
  void whoeverExaminesAStoreDoesNotMakeIt() throws IOException {
    Path absent = directory.resolve("absent");

    assertThatThrownBy(() -> new FileStore("a", absent).examine())
        .isInstanceOf(NotDirectoryException.class);
    assertThat(absent).doesNotExist();
    store.examine();
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
