package io.holdfast.cli.backup;

import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.restore.RestorePoints;
import io.holdfast.cli.shell.TimeText;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a restore stops: always between two transactions. */
final class TargetOptions {

  /** What the log has of a transaction's id: pg_current_xact_id() gives more. */
  private static final long LOW = 0xffff_ffffL;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description =
          "Up to this time by the database's clock: 2026-11-22T12:03:59Z, or with a blank and without a zone for this machine's.")
  private String time;

  @Option(
      names = "--before-truncate",
      paramLabel = "TABLE",
      converter = TableNameConverter.class,
      description = "Just before the newest TRUNCATE of this table.")
  private TableName truncated;

  @Option(
      names = "--before-lsn",
      paramLabel = "LSN",
      converter = LsnConverter.class,
      description = "Before the first transaction that commits there or later, such as 16B3/C8D00.")
  private Lsn lsn;

  @Option(names = "--through-xid", paramLabel = "XID", description = "With this transaction.")
  private Long through;

  @Option(names = "--before-xid", paramLabel = "XID", description = "Without this transaction.")
  private Long before;

  @Option(
      names = "--barrier",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "ID",
      description = "What a barrier saw, and compared with it (default: the newest).")
  private String barrier;

  @Option(names = "--to-point", paramLabel = "NAME", description = "Up to a point somebody named.")
  private String point;

  RestoreTarget target(RestorePoints points, ZoneId zone) throws IOException, SQLException {
    if (time != null) {
      return new RestoreTarget.Time(
          ChronoUnit.MICROS.between(Instant.EPOCH, TimeText.at("--to", time, zone)));
    }
    if (truncated != null) {
      return points.beforeTruncateOf(truncated);
    }
    if (lsn != null) {
      return new RestoreTarget.BeforeLsn(lsn.value());
    }
    if (through != null) {
      return new RestoreTarget.ThroughXid(through & LOW);
    }
    if (before != null) {
      return new RestoreTarget.BeforeXid(before & LOW);
    }
    if (barrier != null) {
      return points.barrier(Optional.of(barrier).filter(id -> !id.isEmpty()));
    }
    return point == null ? new RestoreTarget.End() : points.named(point);
  }
}
