package io.holdfast.backup.restore;

import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.LogReader;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TargetJudge;
import io.holdfast.backup.domain.TargetJudge.Verdict;
import io.holdfast.backup.domain.Transaction;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.format.SegmentFile;
import io.holdfast.records.Begin;
import io.holdfast.records.Message;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.Relation;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Reads the segments of a chain into a fold, up to the target. Checks the links between
 * transactions again.
 */
final class ChainFold implements LogReader.Listener {

  private final DatabaseFold fold;
  private final TargetJudge judge;
  private final RestoreTarget target;
  private Verdict verdict = Verdict.TAKE;
  private boolean stopped;
  private Transaction newest;
  private long transactions;
  private String barrierHashes;
  private String sequences;
  private boolean hasOwnSequences;

  ChainFold(DatabaseFold fold, RestoreTarget target) {
    this.fold = fold;
    this.target = target;
    this.judge = new TargetJudge(target);
  }

  void read(StoredChain chain, ChainObjects objects, RestoreProgress progress)
      throws IOException, SQLException {
    LogReader reader = new LogReader(null, this);
    List<StoredObject> segments = chain.objects(ObjectKind.SEGMENT);
    long total = segments.stream().mapToLong(StoredObject::getBytes).sum();
    long done = 0;
    for (StoredObject segment : segments) {
      if (stopped && !isMoreOfBarrierWanted()) {
        break;
      }
      objects.use(segment, file -> SegmentFile.read(Files.newInputStream(file), reader::accept));
      done += segment.getBytes();
      progress.at(RestoreProgress.Step.CHANGES, done, total);
    }
    if (judge.isMissed()) {
      throw new IOException("the chain holds no such transaction: " + target);
    }
  }

  private boolean isMoreOfBarrierWanted() {
    return isHashWanted() || target instanceof RestoreTarget.AtBarrier && !hasOwnSequences;
  }

  private boolean isHashWanted() {
    return target instanceof RestoreTarget.AtBarrier && barrierHashes == null;
  }

  @Override
  public void record(Object record, Map<Long, Relation> relations) {
    if (record instanceof Begin begin) {
      verdict = stopped ? Verdict.STOP : judge.judge(begin);
      stopped |= verdict == Verdict.STOP;
    }
    if (verdict == Verdict.TAKE) {
      fold.apply(record);
    } else if (verdict == Verdict.PASS_OVER && record instanceof Relation relation) {
      fold.describe(relation);
    }
  }

  @Override
  public void committed(Transaction transaction) {
    if (verdict == Verdict.TAKE) {
      fold.committed();
      newest = transaction;
      transactions++;
    }
  }

  @Override
  public void voided() {
    throw new IllegalStateException("a segment holds a transaction that is not whole");
  }

  @Override
  public void message(Message message) {
    if (!stopped && !isAfterBarrier(message)) {
      fold.message(message);
    }
    if (message.getPrefix().equals(Prefix.SEQUENCES)) {
      takeSequences(text(message));
    }
    if (message.getPrefix().equals(Prefix.BARRIER_HASHES) && isHashWanted()) {
      String content = text(message);
      if (content.startsWith(((RestoreTarget.AtBarrier) target).id() + "\n")) {
        barrierHashes = content;
      }
    }
  }

  private static String text(Message message) {
    return StandardCharsets.UTF_8.decode(message.getContent().duplicate()).toString();
  }

  /** Those of a barrier come after it in the log, and count for it too. */
  private void takeSequences(String content) {
    int line = content.indexOf('\n');
    boolean ofTarget =
        target instanceof RestoreTarget.AtBarrier barrier
            && content.substring(0, line).equals(barrier.id());
    hasOwnSequences |= ofTarget;
    if (!stopped || ofTarget) {
      sequences = content.substring(line + 1);
    }
  }

  /** A barrier's state ends at its message, though the next transaction may be far. */
  private boolean isAfterBarrier(Message message) {
    return target instanceof RestoreTarget.AtBarrier barrier
        && Long.compareUnsigned(message.getEndLsn(), barrier.lsn()) > 0;
  }

  /** Newest transaction that was taken; null when none was. */
  Transaction newest() {
    return newest;
  }

  long transactions() {
    return transactions;
  }

  /** Positions of sequences at the newest barrier up to the target; null when there is none. */
  String sequences() {
    return sequences;
  }

  /** What the barrier's tables hashed to, as its message says; null when that was not found. */
  String barrierHashes() {
    return barrierHashes;
  }
}
