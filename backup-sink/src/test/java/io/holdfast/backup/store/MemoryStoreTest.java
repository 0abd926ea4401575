package io.holdfast.backup.store;

import java.nio.file.Path;

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
}
