package io.holdfast.backup.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the tests put in a store's place behaves like one. */
class MemoryStoreTest extends ObjectStoreContract {

  private MemoryStore memory;

  @Override
  ObjectStore open(Path directory) {
    memory = new MemoryStore("m");
    return memory;
  }

  @Override
  AutoCloseable breakWrites() {
    memory.is(MemoryStore.Mood.AWAY);
    return () -> memory.is(MemoryStore.Mood.WELL);
  }

  @Test
  void aStoreThatPutsOverWhatItHasBreaksTheContract() {
    memory.is(MemoryStore.Mood.OVERWRITING);

    assertThatThrownBy(this::otherBytesAreNeverPutOverAnObject).isInstanceOf(AssertionError.class);
    assertThatThrownBy(this::ofTwoWhoPutOtherBytesAtOnceOneIsRefused)
        .isInstanceOf(AssertionError.class);
  }
}
