package io.holdfast.cli.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.Lsn;
import io.holdfast.cli.output.Amounts;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.RestorePoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "info",
    description = "Lists the backup chains of a database, or one with its restore points.")
final class BackupInfo extends StoreCommand {

  @Parameters(
      arity = "0..1",
      paramLabel = "CHAIN",
      description = "Id of a chain or its beginning, or `newest`.")
  private String chain;

  @Override
  ExitCode run(Session session, Backups backups) throws IOException {
    if (chain == null) {
      List<StoredChain> chains;
      try (var answer = session.waitFor("reading the stores")) {
        chains = backups.chains();
      }
      session.list(columns(session), chains, "The stores hold no chain of this database.");
      return ExitCode.OK;
    }
    StoredChain one;
    try (var answer = session.waitFor("reading the stores")) {
      one = backups.chain(chain.equals("newest") ? Optional.empty() : Optional.of(chain));
    }
    var fields = columns(session).fields(one);
    fields.put("restorePoints", one.restorePoints());
    session.show(fields, lines(session, one));
    return ExitCode.OK;
  }

  private static List<String> lines(Session session, StoredChain chain) {
    var lines = new ArrayList<String>();
    lines.add(
        "%s   %s   %s"
            .formatted(chain.id(), session.styled(style(chain), state(chain)), chain.database()));
    Manifest base = chain.base();
    lines.add(
        "  base        %s at %s, %d objects"
            .formatted(
                at(session, base.getCreatedAtMicros()),
                Lsn.format(base.getBaseLsn()),
                base.getObjects().size()));
    lines.add(
        "  up to       %s at %s"
            .formatted(
                at(session, chain.newest().getLastCommittedAtMicros()),
                chain.newest().getLast() == null
                    ? Lsn.format(base.getBaseLsn())
                    : Lsn.format(chain.newest().getLast().getEndLsn())));
    lines.add(
        "  holds       %d transactions in %d manifests, %s"
            .formatted(
                chain.transactions(), chain.manifests().size(), Amounts.bytes(chain.bytes())));
    for (RestorePoint point : chain.restorePoints()) {
      lines.add(
          "  %-11s %s at %s   %s"
              .formatted(
                  point.getKind(),
                  at(session, point.getCommittedAtMicros()),
                  Lsn.format(point.getLsn()),
                  point.getLabel()));
    }
    lines.add("restore it: holdfast backup restore --into jdbc:postgresql://… [--to TIME]");
    return lines;
  }

  private static Columns<StoredChain> columns(Session session) {
    return Columns.<StoredChain>none()
        .text("chain", StoredChain::id)
        .hidden("database", StoredChain::database)
        .styled("state", BackupInfo::state, BackupInfo::style)
        .text(
            "base",
            c -> c.base().getCreatedAtMicros(),
            c -> at(session, c.base().getCreatedAtMicros()))
        .text(
            "upTo",
            c -> c.newest().getLastCommittedAtMicros(),
            c -> at(session, c.newest().getLastCommittedAtMicros()))
        .number("manifests", c -> c.manifests().size())
        .number("transactions", StoredChain::transactions)
        .number("bytes", StoredChain::bytes, c -> Amounts.bytes(c.bytes()))
        .number("points", c -> c.restorePoints().size())
        .text("reason", c -> c.newest().getReason());
  }

  private static String state(StoredChain chain) {
    return chain.newest().getKind() == ManifestKind.END ? "ENDED" : "OPEN";
  }

  private static Style style(StoredChain chain) {
    return chain.newest().getKind() == ManifestKind.END ? Style.WARNING : Style.GOOD;
  }

  private static String at(Session session, long micros) {
    return session.at(TimeUnit.MICROSECONDS.toMillis(micros));
  }
}
