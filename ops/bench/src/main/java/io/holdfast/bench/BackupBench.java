package io.holdfast.bench;

import io.holdfast.bench.backup.BackupWorld;
import io.holdfast.bench.backup.BaseRate;
import io.holdfast.bench.backup.CaptureRate;
import io.holdfast.bench.backup.RestoreRate;
import io.holdfast.bench.backup.RpoUnderLoad;
import io.holdfast.bench.backup.StoredBytes;

/** backup-sink: every process of it runs in 384 MB of heap, whatever is measured. */
final class BackupBench implements Bench {

  @Override
  public String name() {
    return "backup";
  }

  @Override
  public void run(Effort effort, Report report) throws Exception {
    try (BackupWorld world = BackupWorld.start("base", "a")) {
      new BaseRate(effort, report, world).run();
      world.reportHeap(report);
    }
    try (BackupWorld world = BackupWorld.start("restore", "a")) {
      new RestoreRate(effort, report, world).run();
      world.reportHeap(report);
    }
    try (BackupWorld world = BackupWorld.start("stream", "a", "b")) {
      new StoredBytes(effort, report, world).run();
      new RpoUnderLoad(effort, report, world).run();
      new CaptureRate(effort, report, world).run();
      world.reportHeap(report);
    }
  }
}
