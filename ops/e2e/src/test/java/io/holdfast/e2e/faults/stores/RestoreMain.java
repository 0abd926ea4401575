package io.holdfast.e2e.faults.stores;

import io.holdfast.backup.Backups;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A restore to a barrier, as a process that can be killed. Arguments: URL, user, spool, store,
 * store, barrier. Ends with 0 when it equals the barrier.
 */
public final class RestoreMain {

  private RestoreMain() {}

  public static void main(String[] args) throws Exception {
    Backups backups = Backups.of("orders", Map.of("a", args[3], "b", args[4]));
    Path spool = Files.createDirectories(Path.of(args[2]));
    RestoreReport report =
        backups.restore(
            new RestoreRequest(
                Optional.empty(),
                backups
                    .points(backups.chain(Optional.empty()), spool)
                    .barrier(Optional.of(args[5])),
                Set.of(),
                new Database(args[0], args[1], ""),
                2,
                spool,
                RestoreRequest.Witness.BARRIER),
            RestoreProgress.silent());
    System.out.println(report);
    if (report.compared() == 0 || !report.differences().isEmpty()) {
      System.exit(1);
    }
  }
}
