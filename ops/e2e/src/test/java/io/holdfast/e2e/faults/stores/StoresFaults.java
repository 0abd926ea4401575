package io.holdfast.e2e.faults.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.faults.Rounds;
import io.holdfast.records.ManifestKind;
import io.holdfast.sandbox.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In each round something breaks under load and is mended. Then a restore to a barrier equals the
 * source there, both stores hold the whole chain, and it is still the first one.
 */
class StoresFaults {

  private static final int ROUNDS = 44;
  private static final Duration MINUTES = Duration.ofMinutes(2);
  private static final String FULL = "No space left on device";

  private enum Fault {
    SINK_KILLED,
    SINK_KILLED_AGAIN_AND_AGAIN,
    ONE_STORE_AWAY,
    ALL_STORES_AWAY,
    DISK_FULL,
    ALL_DISKS_FULL,
    SPOOL_FULL,
    BROKER_KILLED,
    REGISTRY_AWAY_AND_SINK_KILLED,
    DATABASE_KILLED,
    RESTORE_KILLED
  }

  /** How long something is away: for minutes in the first round of each fault. */
  private record Away(boolean forMinutes, Random random) {

    static Away of(long seed, Random random) {
      return new Away(seed <= Fault.values().length, random);
    }

    void await(Duration most) throws InterruptedException {
      Thread.sleep(
          forMinutes ? MINUTES.toMillis() : random.nextInt(Math.toIntExact(most.toMillis())));
    }
  }

  @TempDir Path directory;

  @Test
  void whateverBreaksARestoreEqualsTheSource() throws Exception {
    try (SmallDisk spool = new SmallDisk(BackupUnderLoad.spool(directory), "64m");
        BackupUnderLoad backup = new BackupUnderLoad(directory)) {
      String chain = backup.chain("a").id();
      Rounds.orUsual(ROUNDS)
          .play(
              "stores",
              seed -> {
                Random random = new Random(seed);
                Fault fault = Fault.values()[(int) (seed % Fault.values().length)];
                backup.write(seed);
                backup.awaitWritten(1 + random.nextInt(200));
                strike(fault, backup, spool, random, Away.of(seed, random));
                backup.awaitWritten(1 + random.nextInt(200));
                backup.rest();
                String barrier = "round-" + seed;
                backup.barrier(barrier);
                restoreAndCompare(fault, backup, barrier, random);
                assertThat(backup.backups().verify(Optional.empty()).findings()).isEmpty();
                assertThat(backup.chain("a").id()).as("the chain went on").isEqualTo(chain);
                System.out.printf(
                    "stores: %s, %d transactions, %d manifests%n",
                    fault, backup.written(), backup.chain("a").manifests().size());
              });
      System.out.printf(
          "stores: %d checkpoints%n",
          backup.chain("a").manifests().stream()
              .filter(manifest -> manifest.getKind() == ManifestKind.CHECKPOINT)
              .count());
    }
  }

  private static void strike(
      Fault fault, BackupUnderLoad backup, SmallDisk spool, Random random, Away away)
      throws Exception {
    switch (fault) {
      case SINK_KILLED -> {
        backup.kill();
        backup.start();
      }
      case SINK_KILLED_AGAIN_AND_AGAIN -> {
        for (int i = 0; i < 3; i++) {
          backup.kill();
          backup.start();
          Thread.sleep(random.nextInt(6_000)); // wherever it is by then
        }
      }
      case ONE_STORE_AWAY -> storesAreAway(backup, away, random.nextBoolean() ? "a" : "b");
      case ALL_STORES_AWAY -> storesAreAway(backup, away, "a", "b");
      case DISK_FULL -> disksAreFull(backup, away, "b");
      case ALL_DISKS_FULL -> disksAreFull(backup, away, "a", "b");
      case SPOOL_FULL -> areFull(backup, away, List.of(spool));
      case BROKER_KILLED -> {
        backup.sandbox.brokerProcess().kill();
        away.await(Duration.ofSeconds(5));
        backup.sandbox.broker().start();
      }
      case REGISTRY_AWAY_AND_SINK_KILLED -> {
        backup.sandbox.registry().stop();
        backup.kill();
        backup.start();
        away.await(Duration.ofSeconds(5));
        backup.sandbox.registry().start();
      }
      case DATABASE_KILLED -> {
        backup.sandbox.postgres().kill();
        away.await(Duration.ofSeconds(3));
        backup.sandbox.postgres().start();
      }
      case RESTORE_KILLED -> {
        // struck when it restores
      }
      default -> throw new IllegalStateException(fault.name());
    }
  }

  private static void storesAreAway(BackupUnderLoad backup, Away away, String... stores)
      throws Exception {
    for (String store : stores) {
      Files.move(backup.store(store), backup.store(store + "-away"));
    }
    backup.awaitWritten(50);
    away.await(Duration.ofSeconds(10));
    for (String store : stores) {
      Files.move(backup.store(store + "-away"), backup.store(store));
    }
  }

  /** The disks that objects are written to are full. */
  private static void disksAreFull(BackupUnderLoad backup, Away away, String... stores)
      throws Exception {
    List<SmallDisk> disks = new ArrayList<>();
    try {
      for (String store : stores) {
        disks.add(new SmallDisk(backup.store(store).resolve(".incoming"), "8k"));
      }
      areFull(backup, away, disks);
    } finally {
      for (SmallDisk disk : disks) {
        disk.close();
      }
    }
  }

  private static void areFull(BackupUnderLoad backup, Away away, List<SmallDisk> disks)
      throws Exception {
    if (!disks.stream().allMatch(SmallDisk::isMounted)) {
      return;
    }
    long before = backup.said(FULL);
    for (SmallDisk disk : disks) {
      disk.fill();
    }
    backup.await("a full disk is noticed", () -> backup.said(FULL) > before);
    away.await(Duration.ofSeconds(5));
    for (SmallDisk disk : disks) {
      disk.empty();
    }
  }

  private static void restoreAndCompare(
      Fault fault, BackupUnderLoad backup, String barrier, Random random) throws Exception {
    if (fault == Fault.RESTORE_KILLED) {
      try (ChildProcess torn = backup.restore(barrier)) {
        Thread.sleep(500 + random.nextInt(4_000)); // wherever it is by then
        torn.kill();
      }
      backup.drop(backup.restored());
    }
    backup.restoreAndCompare(barrier);
  }
}
