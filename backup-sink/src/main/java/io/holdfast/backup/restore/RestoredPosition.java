package io.holdfast.backup.restore;

import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.Lsn;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a restored database stands: after which transaction of which chain. Kept as the database's
 * comment, so that nothing is added to it.
 *
 * @param chain id of the chain
 * @param commitLsn of the newest transaction in it; the base's position where there is none
 */
record RestoredPosition(String chain, long commitLsn) {

  private static final Pattern TEXT =
      Pattern.compile("Holdfast restored chain (\\S+) up to ([0-9A-F]+/[0-9A-F]+)");

  /** Empty where it is not one position: a barrier left out a transaction before one it took. */
  static Optional<RestoredPosition> of(StoredChain chain, ChainFold log) {
    if (log.isDeferred()) {
      return Optional.empty();
    }
    // the first transaction after a base may commit exactly where the slot began
    long position = log.newest() == null ? chain.base().getBaseLsn() - 1 : log.newest().commitLsn();
    return Optional.of(new RestoredPosition(chain.id(), position));
  }

  /** Reads the text form; empty when it is something else. */
  static Optional<RestoredPosition> parse(String text) {
    Matcher parts = TEXT.matcher(text == null ? "" : text);
    return parts.matches()
        ? Optional.of(new RestoredPosition(parts.group(1), Lsn.parse(parts.group(2)).value()))
        : Optional.empty();
  }

  /** The text form. */
  String text() {
    return "Holdfast restored chain %s up to %s".formatted(chain, Lsn.format(commitLsn));
  }
}
