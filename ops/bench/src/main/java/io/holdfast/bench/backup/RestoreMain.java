package io.holdfast.bench.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A restore as a process of its own, so that its heap can be limited. Arguments: URL, user, spool,
 * store. Prints {@code rows changes milliseconds}.
 */
public final class RestoreMain {

  private RestoreMain() {}

  public static void main(String[] args) throws Exception {
    RestoreRequest request =
        new RestoreRequest(
            Optional.empty(),
            new RestoreTarget.End(),
            Set.of(),
            new Database(args[0], args[1], ""),
            2,
            Path.of(args[2]),
            RestoreRequest.Witness.BARRIER);
    RestoreReport report =
        Backups.of("orders", Map.of("a", args[3])).restore(request, RestoreProgress.silent());
    System.out.println(
        "RESTORED %d %d %d".formatted(report.rows(), report.changes(), report.took().toMillis()));
  }
}
