package io.holdfast.e2e.faults.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.faults.Rounds;
import io.holdfast.sandbox.ObjectStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One store is S3, as a process that is started again, that is away, or that stops in the middle of
 * requests, whose outcome is unknown then.
 */
class ObjectStorageFaults {

  private enum Fault {
    RESTARTED,
    AWAY,
    HANGS
  }

  /** The service looks through a list of all objects for each put: there must not be many. */
  private static final String SEGMENT_AGE = "1s";

  private static final Duration MINUTES = Duration.ofMinutes(2);

  @TempDir Path directory;

  @Test
  void whateverTheServiceDoesBothStoresHoldTheWholeChain() throws Exception {
    System.setProperty("aws.accessKeyId", "any");
    System.setProperty("aws.secretAccessKey", "any");
    try (ObjectStorage storage = new ObjectStorage(directory.resolve("s3"))) {
      storage.start();
      storage.createBucket("backups");
      try (BackupUnderLoad backup =
          new BackupUnderLoad(
              directory,
              "s3://backups/all?region=us-east-1&endpoint=" + storage.endpoint(),
              SEGMENT_AGE)) {
        String chain = backup.chain("a").id();
        Rounds.orUsual(6)
            .play(
                "object storage",
                seed -> {
                  Random random = new Random(seed);
                  Fault fault = Fault.values()[(int) (seed % Fault.values().length)];
                  backup.write(seed);
                  backup.awaitWritten(1 + random.nextInt(200));
                  strike(fault, storage, seed <= Fault.values().length, random);
                  backup.awaitWritten(1 + random.nextInt(200));
                  backup.rest();
                  String barrier = "round-" + seed;
                  backup.barrier(barrier);
                  backup.restoreAndCompare(barrier);
                  assertThat(backup.backups().verify(Optional.empty()).findings()).isEmpty();
                  assertThat(backup.chain("b").id()).as("the chain went on").isEqualTo(chain);
                  System.out.printf(
                      "object storage: %s, %d transactions, %d manifests%n",
                      fault, backup.written(), backup.chain("b").manifests().size());
                });
      }
    }
  }

  private static void strike(Fault fault, ObjectStorage storage, boolean forMinutes, Random random)
      throws InterruptedException {
    long away = forMinutes ? MINUTES.toMillis() : random.nextInt(10_000);
    switch (fault) {
      case RESTARTED -> {
        storage.stop();
        storage.start();
      }
      case AWAY -> {
        storage.stop();
        Thread.sleep(away);
        storage.start();
      }
      case HANGS -> {
        storage.process().suspend();
        Thread.sleep(away);
        storage.process().resume();
      }
      default -> throw new IllegalStateException(fault.name());
    }
  }
}
