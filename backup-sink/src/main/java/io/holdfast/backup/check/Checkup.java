package io.holdfast.backup.check;

import io.holdfast.backup.Decided;
import io.holdfast.backup.check.Checked.State;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.seal.Keyset;
import io.holdfast.records.Manifest;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/**
 * Looks at everything that a backup needs, and a restore. Goes on after what fails, so that one run
 * names all there is to do. Writes nothing but probes.
 */
public final class Checkup {

  private final BackupConfig config;
  private final Clock clock;
  private final List<Checked> found = new ArrayList<>();

  public Checkup(BackupConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Looks, and tells what it found, in the order in which data flows. */
  public List<Checked> run() {
    found.addAll(new SourceCheckup(config, clock).run());
    Optional<Manifest> decided = kafka();
    Optional<Keyset> keys = keys();
    found.addAll(new StoreCheckup(config, decided, keys, clock).run());
    return List.copyOf(found);
  }

  private Optional<Manifest> kafka() {
    try {
      Optional<Manifest> newest = Decided.newest(config).map(ManifestFile::manifest);
      found.add(
          new Checked(
              "kafka",
              State.FINE,
              newest
                  .map(
                      manifest ->
                          "decided up to manifest %d of chain %s"
                              .formatted(manifest.getNumber(), manifest.getChain()))
                  .orElse("answers; nothing was decided yet")));
      found.addAll(new TopicCheckup(config).run());
      return newest;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka was asked", e);
    } catch (ExecutionException | KafkaException | IllegalStateException e) {
      found.add(
          new Checked(
              "kafka",
              State.PROBLEM,
              "topic %s cannot be read: %s"
                  .formatted(config.topics().manifests(config.database()).name(), e.getMessage())));
      return Optional.empty();
    }
  }

  private Optional<Keyset> keys() {
    try {
      Optional<Keyset> keys = Keyset.of(config.encryption().keyset());
      found.add(
          keys.map(
                  set ->
                      new Checked(
                          "keys",
                          State.FINE,
                          "%d of them; %d seals. Is there a copy elsewhere?"
                              .formatted(set.keys().size(), set.sealingKey())))
              .orElse(
                  new Checked(
                      "keys",
                      State.WARNING,
                      "none: who can read a store can read the data; set encryption.keyset")));
      return keys;
    } catch (IOException e) {
      found.add(new Checked("keys", State.PROBLEM, e.getMessage()));
      return Optional.empty();
    }
  }
}
