package io.holdfast.backup.chain;

import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The manifests of a chain in order, read from their stores each time somebody goes over them: a
 * chain has more of them than fit into memory.
 *
 * <p>Iterators throw {@link UncheckedIOException} when the store does not answer, or does not hold
 * any more what it held.
 */
public final class Manifests implements Iterable<Manifest> {

  private final List<ObjectStore> stores;
  private final String database;
  private final String chain;
  private final long size;

  Manifests(List<ObjectStore> stores, String database, String chain, long size) {
    this.stores = stores;
    this.database = database;
    this.chain = chain;
    this.size = size;
  }

  /** How many there are. */
  public long size() {
    return size;
  }

  public Stream<Manifest> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  @Override
  public Iterator<Manifest> iterator() {
    return new Iterator<>() {
      private ManifestWalk walk;
      private long done;

      @Override
      public boolean hasNext() {
        return done < size;
      }

      @Override
      public Manifest next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        try {
          walk = walk == null ? new ManifestWalk(stores, database, chain) : walk;
          Manifest next = walk.next();
          if (next == null) {
            throw new DamagedChainException(
                "store %s held more of chain %s a moment ago"
                    .formatted(stores.get(0).name(), chain));
          }
          done++;
          return next;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
