package io.holdfast.backup.restore;

import io.holdfast.backup.barrier.Barrier;
import io.holdfast.backup.barrier.BarrierState;
import io.holdfast.backup.barrier.ListMessages;
import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.chain.DamagedChainException;
import io.holdfast.backup.chain.SilentStoreException;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.LogReader;
import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TargetJudge;
import io.holdfast.backup.domain.TargetJudge.Verdict;
import io.holdfast.backup.domain.Transaction;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.domain.fold.TableShape;
import io.holdfast.records.Begin;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.Message;
import io.holdfast.records.Relation;
import io.holdfast.records.RestorePointKind;
import io.holdfast.records.TransactionKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Reads the segments of a chain into a fold, up to the target. Checks the links between
 * transactions again.
 */
final class ChainFold implements LogReader.Listener {

  private final DatabaseFold fold;
  private final TargetJudge judge;
  private final RestoreTarget target;
  private final ListMessages lists = new ListMessages();
  private Verdict verdict = Verdict.TAKE;
  private boolean stopped;
  private Transaction newest;
  private long transactions;
  private long bytes;
  private long newestMessage;
  private String barrierState;
  private SequencePositions sequences;
  private String roles;
  private int basesWithoutLargeObjects;
  private boolean largeObjectsAtTarget;
  private boolean largeObjectsGone;
  private long after;
  private TransactionKey newestThere;
  private long newestThereAtMicros;
  private Map<Long, TableShape> there;
  private boolean known;
  private boolean paused;
  private long nextOffset;
  private boolean deferred;

  ChainFold(DatabaseFold fold, RestoreTarget target) {
    this.fold = fold;
    this.target = target;
    this.judge = new TargetJudge(target);
  }

  /** Reads a chain from its beginning. */
  void read(StoredChain chain, ChainObjects objects, RestoreProgress progress)
      throws IOException, SQLException {
    readOn(chain, objects, 0, progress);
  }

  /**
   * Reads on from a position. What comes before is read only where it tells how the tables look
   * that are there. Ends behind a transaction that adds a value to an enumerated type, where the
   * rows of all tables are known and none was left out before it.
   *
   * @param after commit LSN of the newest transaction that is there already; 0 for none
   */
  void readOn(StoredChain chain, ChainObjects objects, long after, RestoreProgress progress)
      throws IOException, SQLException {
    this.after = after;
    this.nextOffset = chain.base().getNextOffset();
    findNewestThere(chain);
    requireAhead(chain);
    long total =
        chain.manifests().stream().filter(this::isNeeded).mapToLong(ChainFold::bytes).sum();
    // more than fit into memory
    Iterable<Manifest> segments =
        () -> chain.manifests().stream().filter(this::isNeeded).iterator();
    try (SegmentsAhead ahead = new SegmentsAhead(segments, objects)) {
      read(chain, ahead, total, progress);
    }
    if (after != 0) {
      goOn();
    }
    if (!isComplete(chain)) {
      requireAnswers(chain);
      requireWhole(chain);
    }
    if (!paused && judge.isMissed()) {
      throw new NoSuchElementException("the chain holds no transaction of that id");
    }
  }

  private void read(StoredChain chain, SegmentsAhead ahead, long total, RestoreProgress progress)
      throws IOException {
    TransactionKey last = null;
    LogReader reader = null;
    for (Manifest manifest : chain.manifests()) {
      if (isNeeded(manifest)) {
        stopped |= isBeyond(manifest);
        if (paused || stopped && !isStateWanted()) {
          return;
        }
        reader = reader == null ? new LogReader(last, this) : reader;
        read(manifest, ahead, reader);
        bytes += bytes(manifest);
        progress.at(RestoreProgress.Step.CHANGES, bytes, total);
        nextOffset = stopped ? nextOffset : manifest.getNextOffset();
      } else if (manifest.getKind() == ManifestKind.SEGMENT) {
        reader = null;
      }
      last = manifest.getLast();
    }
  }

  private void findNewestThere(StoredChain chain) {
    for (Manifest manifest : chain.manifests()) {
      if (isKnown(manifest)) {
        newestThere = manifest.getLast();
        newestThereAtMicros = manifest.getLastCommittedAtMicros();
        nextOffset = manifest.getNextOffset();
      }
    }
  }

  private boolean isKnown(Manifest manifest) {
    return after != 0
        && manifest.getLast() != null
        && Long.compareUnsigned(manifest.getLast().getCommitLsn(), after) <= 0;
  }

  /**
   * Whether a segment has to be read: it may hold something after the position, if only messages,
   * or tells of DDL.
   */
  private boolean isNeeded(Manifest manifest) {
    return manifest.getKind() == ManifestKind.SEGMENT
        && (!isKnown(manifest)
            || manifest.getLast().equals(newestThere)
            || manifest.getRestorePoints().stream()
                .anyMatch(point -> point.getKind() == RestorePointKind.DDL));
  }

  /** Whether the target lies before all of a segment, which need not be good then. */
  private boolean isBeyond(Manifest segment) {
    return target instanceof RestoreTarget.BeforeLsn before
        && segment.getFirst() != null
        && Long.compareUnsigned(segment.getFirst().getCommitLsn(), before.lsn()) >= 0;
  }

  /**
   * What is asked for by its place may be in a store that does not answer. Everything is what there
   * is to be had.
   */
  private void requireAnswers(StoredChain chain) throws SilentStoreException {
    boolean isAll = target instanceof RestoreTarget.End && chain.isWhole();
    if (!chain.silent().isEmpty() && !isAll) {
      throw new SilentStoreException(
          "the target is not in what the other stores hold of chain %s, which ends at %s (%s)"
              .formatted(
                  chain.id(),
                  Lsn.format(end(chain)),
                  time(chain.newest().getLastCommittedAtMicros())),
          chain.silent());
    }
  }

  private static void requireWhole(StoredChain chain) throws DamagedChainException {
    if (!chain.isWhole()) {
      throw new DamagedChainException(
          "%s; lost is everything after %s; what comes before can be restored: --before-lsn %s"
              .formatted(
                  chain.damage(), lsn(chain.newest().getLast()), Lsn.format(end(chain) + 1)));
    }
  }

  /** Where the newest transaction of a chain commits; that of its base where there is none. */
  private static long end(StoredChain chain) {
    return chain.newest().getLast() == null
        ? chain.base().getBaseLsn()
        : chain.newest().getLast().getCommitLsn();
  }

  private static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** Whether the target surely lies within what was read of a chain. */
  private boolean isComplete(StoredChain chain) {
    if (target instanceof RestoreTarget.BeforeLsn before) {
      return Long.compareUnsigned(before.lsn(), end(chain) + 1) <= 0
          || Long.compareUnsigned(before.lsn(), newestMessage) <= 0;
    }
    return stopped
        || target instanceof RestoreTarget.ThroughXid && !judge.isMissed()
        || target instanceof RestoreTarget.AtBarrier && !isStateWanted();
  }

  /**
   * What a base holds cannot be taken back; nor what the target holds already. What lies in skipped
   * segments is judged by their manifests, for the point may be there.
   */
  private void requireAhead(StoredChain chain) {
    if (after == 0) {
      requireNotBefore(chain);
      return;
    }
    boolean past = false;
    if (target instanceof RestoreTarget.BeforeLsn before) {
      past = Long.compareUnsigned(after, before.lsn()) >= 0;
    } else if (target instanceof RestoreTarget.AtBarrier barrier) {
      past = Long.compareUnsigned(after, barrier.lsn()) >= 0;
    } else if (target instanceof RestoreTarget.Time time) {
      past = newestThere != null && newestThereAtMicros > time.micros();
    }
    if (past) {
      throw past();
    }
  }

  private void requireNotBefore(StoredChain chain) {
    Manifest base = chain.base();
    if (target instanceof RestoreTarget.Time to && to.micros() < base.getLastCommittedAtMicros()
        || target instanceof RestoreTarget.BeforeLsn before
            && Long.compareUnsigned(before.lsn(), base.getBaseLsn()) < 0) {
      throw new NoSuchElementException(
          "chain %s begins after the target, at %s (%s); an earlier chain may hold it: see backup info, and give --chain ID"
              .formatted(
                  chain.id(),
                  Lsn.format(base.getBaseLsn()),
                  time(base.getLastCommittedAtMicros())));
    }
  }

  private static NoSuchElementException past() {
    return new NoSuchElementException(
        "the target is past that already: going on from where it is only goes forward");
  }

  private static long bytes(Manifest segment) {
    return segment.getObjects().get(0).getBytes();
  }

  private void read(Manifest segment, SegmentsAhead ahead, LogReader reader) throws IOException {
    try {
      ahead.next(reader::accept);
    } catch (DamagedChainException e) {
      throw new DamagedChainException(
          "%s; lost are %d transactions, from %s to %s, and nothing after them can be restored; what comes before can: --before-lsn %s"
              .formatted(
                  e.getMessage(),
                  segment.getTransactions(),
                  lsn(segment.getFirst()),
                  lsn(segment.getLast()),
                  lsn(segment.getFirst())),
          e);
    }
  }

  private static String lsn(TransactionKey key) {
    return key == null ? "the base" : Lsn.format(key.getCommitLsn());
  }

  /** Whether the target is a barrier whose last message was not found yet. */
  boolean isStateWanted() {
    return target instanceof RestoreTarget.AtBarrier && barrierState == null;
  }

  @Override
  public void record(Object record, Map<Long, Relation> relations) {
    if (record instanceof Begin begin) {
      begin(begin);
    }
    if (known) {
      fold.learn(record);
    } else if (verdict == Verdict.TAKE) {
      fold.apply(record);
    } else if (verdict == Verdict.PASS_OVER && record instanceof Relation relation) {
      fold.describe(relation);
    }
  }

  private void begin(Begin begin) {
    known = isThere(begin.getCommitLsn());
    verdict = stopped ? Verdict.STOP : judge.judge(begin);
    stopped |= verdict == Verdict.STOP;
    if (known && verdict != Verdict.TAKE) {
      throw past();
    }
    deferred |= verdict == Verdict.PASS_OVER;
    if (!known && after != 0) {
      goOn();
    }
  }

  private boolean isThere(long lsn) {
    return after != 0 && Long.compareUnsigned(lsn, after) <= 0;
  }

  /** Everything that is there was learned: what was told of it is there too. */
  private void goOn() {
    if (there == null) {
      there = fold.goOn(after);
      sequences = null;
      roles = null;
      basesWithoutLargeObjects = 0;
      largeObjectsGone = false;
    }
  }

  @Override
  public void committed(Transaction transaction) {
    if (known) {
      newest = transaction;
    } else if (verdict == Verdict.TAKE) {
      fold.committed();
      newest = transaction;
      transactions++;
      paused = after != 0 && !deferred && fold.isValueAdded() && fold.isWhole();
      stopped |= paused;
    }
  }

  @Override
  public void voided() {
    throw new IllegalStateException("a segment holds a transaction that is not whole");
  }

  @Override
  public void message(Message message) {
    if (Long.compareUnsigned(message.getEndLsn(), newestMessage) > 0) {
      newestMessage = message.getEndLsn();
    }
    boolean isPast = stopped || isAfterTarget(message);
    if (after != 0 && !isThere(message.getEndLsn())) {
      goOn();
    }
    if (!isPast) {
      fold.message(message);
    }
    if (message.getPrefix().endsWith(Prefix.PART)) {
      lists.part(message.getPrefix(), text(message));
    } else if (message.getPrefix().equals(Prefix.SEQUENCES)) {
      sequences(message, isPast);
    } else if (message.getPrefix().equals(Prefix.ROLES)) {
      roles = list(message, isPast, roles);
    } else if (message.getPrefix().equals(Prefix.LARGE_OBJECTS)) {
      largeObjects(text(message), isPast);
    }
    if (message.getPrefix().equals(Prefix.BARRIER_STATE)) {
      state(message);
    }
  }

  /** Barriers may have the same id: the place tells them apart. */
  private void state(Message message) {
    String content = text(message);
    if (isStateWanted()
        && isOfTarget(content)
        && BarrierState.seen(content).lsn() == ((RestoreTarget.AtBarrier) target).lsn()) {
      barrierState = lists.whole(message.getPrefix(), content);
    } else {
      lists.forget(message.getPrefix(), content);
    }
  }

  private void sequences(Message message, boolean isPast) {
    String recorded = list(message, isPast, null);
    if (recorded != null) {
      sequences = new SequencePositions(recorded, fold.commands().size());
    }
  }

  private void largeObjects(String content, boolean isPast) {
    if (counts(content, isPast) && body(content).equals(Prefix.NONE)) {
      basesWithoutLargeObjects = fold.bases().size();
      largeObjectsGone = true;
    }
    largeObjectsAtTarget |= isOfTarget(content) && content.endsWith(Prefix.SOME);
  }

  private static String text(Message message) {
    return StandardCharsets.UTF_8.decode(message.getContent().duplicate()).toString();
  }

  private String list(Message message, boolean isPast, String before) {
    String content = text(message);
    if (counts(content, isPast)) {
      return body(lists.whole(message.getPrefix(), content));
    }
    lists.forget(message.getPrefix(), content);
    return before;
  }

  private static String body(String content) {
    return content.substring(content.indexOf('\n') + 1);
  }

  /** What was taken at a barrier comes after it in the log, and counts for it too. */
  private boolean counts(String content, boolean isPast) {
    return !isPast || isOfTarget(content);
  }

  private boolean isOfTarget(String content) {
    return target instanceof RestoreTarget.AtBarrier barrier
        && content.startsWith(barrier.id() + "\n");
  }

  /** What is told at the target is told there, though the next transaction may be far. */
  private boolean isAfterTarget(Message message) {
    return target instanceof RestoreTarget.AtBarrier barrier
            && Long.compareUnsigned(message.getEndLsn(), barrier.lsn()) > 0
        || target instanceof RestoreTarget.BeforeLsn before
            && Long.compareUnsigned(message.getEndLsn(), before.lsn()) > 0;
  }

  /**
   * Whether the target is a place after everything that the chain holds: what the source committed
   * up to there, if anything, is not in it.
   */
  boolean isTargetPastEnd(StoredChain chain) {
    return !isComplete(chain)
        && (target instanceof RestoreTarget.Time || target instanceof RestoreTarget.BeforeLsn);
  }

  /** Whether it ended before the target, so that what was read is there before more is. */
  boolean isPaused() {
    return paused;
  }

  /** The tables at the position that was read on from, by object id. */
  Map<Long, TableShape> there() {
    return there;
  }

  /** Newest transaction that was taken, or was there; null when none was. */
  Transaction newest() {
    return newest;
  }

  long transactions() {
    return transactions;
  }

  /** Size of the segments that were read. */
  long bytes() {
    return bytes;
  }

  /** Positions of sequences at the newest barrier up to the target; empty when there is none. */
  Optional<SequencePositions> sequences() {
    return Optional.ofNullable(sequences);
  }

  /** SQL that makes the roles of the newest barrier up to the target; null when there is none. */
  String roles() {
    return roles;
  }

  /**
   * How many of the bases that count, from the first on, hold large objects that were all gone
   * after them.
   */
  int basesWithoutLargeObjects() {
    return basesWithoutLargeObjects;
  }

  /** Whether the source had none at some place that was read. */
  boolean areLargeObjectsGone() {
    return largeObjectsGone;
  }

  /** Whether the source had large objects at the barrier that is the target. */
  boolean areLargeObjectsAtTarget() {
    return largeObjectsAtTarget;
  }

  /** The reason that names the copy of what is taken anew at the target; empty for no barrier. */
  Optional<String> reason() {
    return target instanceof RestoreTarget.AtBarrier barrier
        ? Optional.of(Barrier.reason(barrier.id()))
        : Optional.empty();
  }

  /**
   * Offset in the changes topic from which on nothing was taken but what is at most {@link
   * #newest}.
   */
  long nextOffset() {
    return nextOffset;
  }

  /** Whether a transaction was left out that lies before one that was taken. */
  boolean isDeferred() {
    return deferred;
  }

  /** What the barrier's last message says; null when that was not found. */
  String barrierState() {
    return barrierState;
  }
}
