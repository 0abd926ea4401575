package io.holdfast.dispatcher.stream;

import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.store.PoolEntries;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The fold's state in the store of its task. */
final class PoolStore {

  private final KeyValueStore<String, byte[]> store;

  PoolStore(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /** The state as it was written last. */
  Fold restore() {
    var fold = new Fold();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        PoolEntries.restore(fold, entry.key, entry.value);
      }
    }
    fold.settle();
    return fold;
  }

  /** Writes what changed since the last time. */
  void write(Fold fold) {
    PoolEntries.changed(fold, store::put);
    fold.settle();
  }
}
