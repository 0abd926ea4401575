package io.holdfast.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store does. */
abstract class ObjectStoreContract {

  @TempDir Path directory;
  ObjectStore store;

  /** A new, empty store. */
  abstract ObjectStore open(Path directory) throws IOException;

  @BeforeEach
  void prepare() throws IOException {
    store = open(directory.resolve("store"));
    store.prepare();
  }

  @Test
  void whatWasPutIsReadBack() throws IOException {
    store.put("db/chain/a/one", bytes("content"));

    assertThat(store.read("db/chain/a/one")).isEqualTo(bytes("content"));
  }

  @Test
  void theSameBytesMayBePutAgain() throws IOException {
    store.put("a/one", bytes("content"));
    store.put("a/one", Files.write(directory.resolve("file"), bytes("content")));

    assertThat(store.read("a/one")).isEqualTo(bytes("content"));
  }

  @Test
  void otherBytesAreNeverPutOverAnObject() throws IOException {
    store.put("a/one", bytes("content"));

    assertThatThrownBy(() -> store.put("a/one", bytes("other")))
        .isInstanceOf(ForkedStoreException.class);
    assertThat(store.read("a/one")).isEqualTo(bytes("content"));
  }

  @Test
  void ofTwoWhoPutOtherBytesAtOnceOneIsRefused() {
    List<CompletableFuture<Boolean>> puts =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            store.put("a/one", bytes("content " + i));
                            return true;
                          } catch (ForkedStoreException refused) {
                            return false;
                          } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                          }
                        }))
            .toList();

    assertThat(puts.stream().filter(CompletableFuture::join)).hasSize(1);
  }

  @Test
  void namesAreListedInOrderAndDirectoriesByName() throws IOException {
    store.put("db/chain/b/2", bytes("x"));
    store.put("db/chain/a/1", bytes("x"));
    store.put("db/chain/b/1", bytes("x"));

    assertThat(store.list("db/chain/"))
        .containsExactly("db/chain/a/1", "db/chain/b/1", "db/chain/b/2");
    assertThat(store.list("db/chain/b/")).containsExactly("db/chain/b/1", "db/chain/b/2");
    assertThat(store.directories("db/chain/")).containsExactly("a", "b");
    assertThat(store.directories("")).containsExactly("db");
  }

  @Test
  void whatIsNotThereIsEmptyOrMissing() throws IOException {
    assertThat(store.list("db/nothing/")).isEmpty();
    assertThat(store.directories("db/nothing/")).isEmpty();
    assertThatThrownBy(() -> store.read("db/nothing")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void whatCannotBeWrittenIsAbsentAndCanBePutLater() throws Exception {
    byte[] content = new byte[1 << 20];
    try (AutoCloseable repair = breakWrites()) {
      assertThatThrownBy(() -> store.put("a/one", content))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(ForkedStoreException.class);
      assertThatThrownBy(() -> store.put("a/two", Files.write(directory.resolve("big"), content)))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(store::probe).isInstanceOf(IOException.class);
    }

    assertThat(store.list("a/")).isEmpty();
    store.put("a/one", content);
    assertThat(store.read("a/one")).isEqualTo(content);
  }

  /** Makes the store unable to take what is written: no space left, or no service. */
  abstract AutoCloseable breakWrites() throws Exception;

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
