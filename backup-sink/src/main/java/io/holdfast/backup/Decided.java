package io.holdfast.backup;

import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.kafka.LogTail;
import java.util.Optional;

/** What Kafka says belongs to the backups of a database. */
public final class Decided {

  private Decided() {}

  /**
   * The newest manifest of all; empty when there never was one.
   *
   * @throws org.apache.kafka.common.KafkaException when the cluster does not answer
   */
  public static Optional<ManifestFile> newest(BackupConfig config) {
    return Optional.ofNullable(
        LogTail.ofManifests(
                config.topics().manifests(config.database()),
                new Clients(config.kafka(), config.registry()))
            .newest(manifest -> true));
  }
}
