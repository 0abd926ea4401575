package io.holdfast.backup;

import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.kafka.LogTail;
import io.holdfast.records.Manifest;
import java.util.Optional;

/** What Kafka says belongs to the backups of a database. */
public final class Decided {

  private Decided() {}

  /**
   * The newest manifest of all; empty when there never was one.
   *
   * @throws org.apache.kafka.common.KafkaException when the cluster does not answer
   */
  public static Optional<Manifest> newest(BackupConfig config) {
    return Optional.ofNullable(
        new LogTail(new Clients(config.kafka(), config.registry()))
            .newest(config.topics().manifests(config.database()), manifest -> true));
  }
}
