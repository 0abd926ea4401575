package io.holdfast.bench.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Restores as a process of its own, so that its heap can be limited, by turns with COPY FROM of the
 * exported rows and the build of the same indexes. Arguments: directory of the exported rows and of
 * the spool, store, user, and URLs of empty databases: of the first restore, then by turns of a
 * COPY and of a restore. Prints {@code RESTORED} or {@code COPIED} and milliseconds.
 */
public final class RestoreMain {

  private RestoreMain() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    Backups backups = Backups.of("orders", Map.of("a", args[1]));
    for (int place = 3; place < args.length; place++) {
      Database database = new Database(args[place], args[2], "");
      if (place % 2 == 1) {
        System.out.println("RESTORED " + restore(backups, directory, database));
      } else {
        System.out.println("COPIED " + Math.round(1000 * WideTables.load(directory, database)));
      }
      tidyUp(database);
    }
  }

  private static long restore(Backups backups, Path directory, Database database) throws Exception {
    RestoreRequest request =
        new RestoreRequest(
            Optional.empty(),
            new RestoreTarget.End(),
            Set.of(),
            database,
            2,
            directory.resolve("spool"),
            RestoreRequest.Witness.BARRIER);
    RestoreReport report = backups.restore(request, RestoreProgress.silent());
    return report.took().toMillis();
  }

  /** Leaves nothing that a later turn would have to write, or find its page cache full of. */
  private static void tidyUp(Database database) throws SQLException {
    String name;
    try (Connection connection = database.connect()) {
      name = connection.getCatalog();
    }
    try (Connection connection = database.named("postgres").connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE " + name);
      statement.execute("CHECKPOINT");
    }
  }
}
