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
      return list(session, backups);
    }
    StoredChain one;
    try (var answer = session.waitFor("reading the stores")) {
      one = backups.chain(chain.equals("newest") ? Optional.empty() : Optional.of(chain));
    }
    var fields = columns(session).fields(one);
    fields.put("restorePoints", one.restorePoints());
    fields.put("damage", one.damage());
    fields.put("storesNotRead", one.silent());
    session.show(fields, lines(session, one));
    StoresNotRead.remark(session, one);
    return one.isWhole() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static ExitCode list(Session session, Backups backups) throws IOException {
    List<StoredChain> chains;
    List<String> unreadable;
    try (var answer = session.waitFor("reading the stores")) {
      chains = backups.chains();
      unreadable = new ArrayList<>(backups.ids());
    }
    chains.forEach(chain -> unreadable.remove(chain.id()));
    session.list(columns(session), chains, "The stores hold no chain of this database.");
    unreadable.forEach(
        id ->
            session.remark(
                "Chain " + id + " cannot be read; see why: holdfast backup verify --chain " + id));
    if (!chains.isEmpty()) {
      StoresNotRead.remark(session, chains.get(chains.size() - 1));
    }
    return unreadable.isEmpty() && chains.stream().allMatch(StoredChain::isWhole)
        ? ExitCode.OK
        : ExitCode.FAILED;
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
    if (!chain.isWhole()) {
      lines.add("  damaged     " + chain.damage() + ": what comes after is lost");
    }
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
    if (!chain.isWhole()) {
      return "DAMAGED";
    }
    return chain.newest().getKind() == ManifestKind.END ? "ENDED" : "OPEN";
  }

  private static Style style(StoredChain chain) {
    if (!chain.isWhole()) {
      return Style.BAD;
    }
    return chain.newest().getKind() == ManifestKind.END ? Style.WARNING : Style.GOOD;
  }

  private static String at(Session session, long micros) {
    return session.at(TimeUnit.MICROSECONDS.toMillis(micros));
  }
}
