package io.holdfast.backup.check;

import io.holdfast.backup.chain.Chains;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.check.Checked.State;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.run.Stores;
import io.holdfast.backup.seal.Keyset;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.StoredObject;
import io.holdfast.runtime.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The stores: whether they can be written, what they hold of the newest chain, and how old that is.
 */
final class StoreCheckup {

  /** Older than this, and not idle, the newest transaction in a store is late. */
  private static final Duration LATE = Duration.ofMinutes(5);

  /** Less room than this where segments are written will not do for a base. */
  private static final long LITTLE_ROOM = 1L << 30;

  private final BackupConfig config;
  private final Optional<Manifest> decided;
  private final Optional<Keyset> keys;
  private final Clock clock;
  private final List<Checked> found = new ArrayList<>();

  StoreCheckup(
      BackupConfig config, Optional<Manifest> decided, Optional<Keyset> keys, Clock clock) {
    this.config = config;
    this.decided = decided;
    this.keys = keys;
    this.clock = clock;
  }

  List<Checked> run() {
    spool();
    try {
      for (ObjectStore store : Stores.open(config.stores())) {
        store(store);
      }
    } catch (StartRefusedException e) {
      found.add(new Checked("stores", State.PROBLEM, e.getMessage()));
    }
    if (config.stores().size() == 1) {
      found.add(
          new Checked("stores", State.WARNING, "there is only one: what is damaged there is lost"));
    }
    return found;
  }

  private void spool() {
    Path spool = config.sink().spool().orElse(Path.of(System.getProperty("java.io.tmpdir")));
    try {
      long room = Files.getFileStore(spool).getUsableSpace();
      found.add(
          new Checked(
              "spool",
              room < LITTLE_ROOM ? State.WARNING : State.FINE,
              "%d MiB free in %s".formatted(room >> 20, spool)));
    } catch (IOException e) {
      found.add(
          new Checked(
              "spool", State.PROBLEM, "%s cannot be used: set sink.spool".formatted(spool)));
    }
  }

  private void store(ObjectStore store) {
    String thing = "store " + store.name();
    try {
      store.examine();
      Chains chains = new Chains(config.database(), List.of(store), keys);
      List<String> ids = chains.ids();
      if (ids.isEmpty()) {
        found.add(noChain(thing));
        return;
      }
      chain(thing, chains.open(Optional.of(ids.get(ids.size() - 1))));
    } catch (NotDirectoryException none) {
      found.add(
          decided.isPresent()
              ? new Checked(thing, State.PROBLEM, none.getMessage() + ": is it mounted?")
              : new Checked(
                  thing,
                  State.WARNING,
                  "is not there: the first start makes it; mount what should be mounted before"));
    } catch (UncheckedIOException e) {
      found.add(new Checked(thing, State.PROBLEM, e.getCause().getMessage()));
    } catch (IOException e) {
      found.add(new Checked(thing, State.PROBLEM, e.getMessage()));
    }
  }

  private Checked noChain(String thing) {
    return decided
        .map(
            manifest ->
                new Checked(
                    thing,
                    State.PROBLEM,
                    "holds no chain; but Kafka decided up to manifest %d of chain %s"
                        .formatted(manifest.getNumber(), manifest.getChain())))
        .orElse(new Checked(thing, State.WARNING, "can be written; holds no chain yet"));
  }

  private void chain(String thing, StoredChain chain) {
    Manifest newest = chain.newest();
    missingKeys(thing, chain);
    if (!chain.isWhole()) {
      found.add(new Checked(thing, State.PROBLEM, chain.damage()));
      return;
    }
    if (newest.getKind() == ManifestKind.END) {
      found.add(
          new Checked(
              thing,
              State.PROBLEM,
              "chain %s ended: %s".formatted(chain.id(), newest.getReason())));
      return;
    }
    long behind =
        decided
            .filter(manifest -> manifest.getChain().equals(chain.id()))
            .map(manifest -> manifest.getNumber() - newest.getNumber())
            .orElse(0L);
    boolean other = decided.filter(manifest -> !manifest.getChain().equals(chain.id())).isPresent();
    long age =
        TimeUnit.MICROSECONDS.toSeconds(clock.millis() * 1000 - newest.getLastCommittedAtMicros());
    found.add(
        new Checked(
            thing,
            other || behind > 0 ? State.PROBLEM : State.FINE,
            "chain %s up to manifest %d; its newest transaction is %d s old%s"
                .formatted(chain.id(), newest.getNumber(), age, standing(other, behind, age))));
  }

  private String standing(boolean other, long behind, long age) {
    if (other) {
      return "; but Kafka decided for chain " + decided.orElseThrow().getChain();
    }
    if (behind > 0) {
      return "; %d manifests behind what Kafka decided".formatted(behind);
    }
    return age > LATE.toSeconds() ? ": the database is idle, or capture stands still" : "";
  }

  private void missingKeys(String thing, StoredChain chain) {
    Set<Long> needed = new TreeSet<>();
    for (Manifest manifest : chain.manifests()) {
      for (StoredObject object : manifest.getObjects()) {
        if (object.getSealedWith() != 0) {
          needed.add(object.getSealedWith());
        }
      }
    }
    keys.ifPresent(set -> needed.removeAll(set.keys()));
    if (!needed.isEmpty()) {
      found.add(
          new Checked(
              thing,
              State.PROBLEM,
              "chain %s cannot be restored without keys %s: bring back the keyset that has them"
                  .formatted(chain.id(), needed)));
    }
  }
}
