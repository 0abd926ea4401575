package io.holdfast.cli.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import io.holdfast.backup.restore.RestoreRequest.Witness;
import io.holdfast.cli.output.Amounts;
import io.holdfast.cli.output.Spans;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "restore",
    description = {
      "Makes a database from a backup chain, up to any transaction.",
      "The target must not exist, or be empty. A restore to a barrier is compared with it and ends with 1 when it differs."
    })
final class BackupRestore extends StoreCommand {

  private static final Pattern DATABASE = Pattern.compile("jdbc:postgresql://[^/]*/[^/]+");

  @Option(
      names = "--into",
      required = true,
      paramLabel = "JDBC-URL",
      description = "The database to make: jdbc:postgresql://host:5432/orders_restored.")
  private String into;

  @Option(
      names = "--user",
      paramLabel = "ROLE",
      description = "Role to log in as (default: PGUSER, else this account's name).")
  private String user;

  @Option(
      names = "--chain",
      paramLabel = "ID",
      description = "Which, or the beginning of its id (default: the newest).")
  private String chain;

  @ArgGroup(exclusive = true)
  private TargetOptions place = new TargetOptions();

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      converter = TableNameConverter.class,
      description = "Only this table; repeatable (default: all).")
  private Set<TableName> tables = Set.of();

  @Option(
      names = "--delta",
      description =
          "Go on in place from where an earlier restore left the target: only rows that changed since are written.")
  private boolean delta;

  @Option(
      names = "--prove",
      description =
          "Compare all rows of the target with those that the chain tells, also where no barrier is restored to; takes longer, with --delta as long as reading the whole chain.")
  private boolean prove;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "2",
      description = "Objects loaded at a time (default: ${DEFAULT-VALUE}).")
  private int parallel;

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      description =
          "Where objects are kept while they are checked (default: a temporary directory).")
  private Path spool;

  @Override
  ExitCode run(Session session, Backups backups)
      throws IOException, SQLException, InterruptedException {
    Database target = database(session.terminal().environment());
    Path directory = spool == null ? Files.createTempDirectory("holdfast-restore-") : spool;
    try {
      StoredChain whole;
      try (var answer = session.waitFor("reading the stores")) {
        whole = backups.chain(Optional.ofNullable(chain));
      }
      var request =
          new RestoreRequest(
              Optional.of(whole.id()),
              place.target(backups.points(whole, directory), session.terminal().clock().getZone()),
              tables,
              target,
              parallel,
              directory,
              prove ? Witness.CHAIN : Witness.BARRIER);
      session.remark(
          "Chain %s, %d transactions, %s"
              .formatted(whole.id(), whole.transactions(), Amounts.bytes(whole.bytes())));
      StoresNotRead.remark(session, whole);
      RestoreReport report;
      try (var bars = new RestoreBars(session.terminal())) {
        report = delta ? backups.delta(request, bars) : backups.restore(request, bars);
      }
      session.show(fields(report, whole), lines(session, report, target));
      return report.differences().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    } finally {
      if (spool == null) {
        delete(directory);
      }
    }
  }

  private Database database(Map<String, String> environment) {
    String role =
        user == null ? environment.getOrDefault("PGUSER", System.getProperty("user.name")) : user;
    var database = new Database(into, role, environment.getOrDefault("PGPASSWORD", ""));
    if (!DATABASE.matcher(database.place()).matches()) {
      throw new Failure(
          ExitCode.USAGE,
          "--into must name a database, such as jdbc:postgresql://host:5432/orders_restored, not '%s'."
              .formatted(database.place()));
    }
    return database;
  }

  private static Map<String, Object> fields(RestoreReport report, StoredChain chain) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("chain", report.chain());
    fields.put("storesNotRead", chain.silent());
    fields.put("lsn", Lsn.format(report.lsn()));
    fields.put("committedAtMicros", report.committedAtMicros());
    fields.put("pastEnd", report.pastEnd());
    fields.put("transactions", report.transactions());
    fields.put("changes", report.changes());
    fields.put("rows", report.rows());
    fields.put("bytes", report.bytes());
    fields.put("tookMillis", report.took());
    fields.put("compared", report.compared());
    fields.put("comparedWith", report.witness());
    fields.put("differences", report.differences());
    fields.put("changesTopicId", report.changesTopicId());
    fields.put("nextOffset", report.nextOffset());
    return fields;
  }

  private List<String> lines(Session session, RestoreReport report, Database target) {
    var lines = new ArrayList<String>();
    lines.add(
        "Restored to %s (%s) into %s in %s"
            .formatted(
                Lsn.format(report.lsn()),
                session.at(TimeUnit.MICROSECONDS.toMillis(report.committedAtMicros())),
                target.place(),
                Spans.of(report.took())));
    if (report.pastEnd()) {
      lines.add(
          "  which is all that the chain holds: what the source committed after that and before the target, if anything, is missing");
    }
    lines.add(
        "  %d rows; %d transactions with %d changes on the base; %s read"
            .formatted(
                report.rows(),
                report.transactions(),
                report.changes(),
                Amounts.bytes(report.bytes())));
    if (report.compared() > 0) {
      lines.add(
          "  compared with the %s: %d tables, %s"
              .formatted(
                  report.witness().name().toLowerCase(Locale.ROOT),
                  report.compared(),
                  report.differences().isEmpty()
                      ? "all the same"
                      : report.differences().size() + " differ"));
    }
    report.differences().forEach(difference -> lines.add("    " + difference));
    lines.add(
        "  consumers of the changes go on at offset %d (topic id %s), without what ends at or before %s"
            .formatted(report.nextOffset(), report.changesTopicId(), Lsn.format(report.lsn())));
    return lines;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
