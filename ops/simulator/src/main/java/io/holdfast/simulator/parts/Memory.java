package io.holdfast.simulator.parts;

import io.holdfast.health.domain.Fold;
import io.holdfast.simulator.check.Witnessed;
import io.holdfast.simulator.world.Log;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What of a fold over one partition outlives the process that runs it: its checkpoints, and what
 * was concluded. Whoever folds a record again is held to that.
 *
 * @param <C> what is concluded
 */
final class Memory<C> {

  private static final int GENERATIONS = 3;
  private static final long CHECKPOINT_EVERY = 10_000_000_000L;

  /** A state that was written, true after the record at the offset. */
  private record Checkpoint(int offset, byte[] state) {}

  private final Log log;
  private final Supplier<Fold<C>> begin;
  private final Witnessed<C> witnessed;
  private final Predicate<C> isWitnessed;
  private final ArrayDeque<Checkpoint> checkpoints = new ArrayDeque<>();
  private final List<C> scratch = new ArrayList<>();
  private long nextCheckpoint = CHECKPOINT_EVERY;

  /**
   * @param begin an empty fold
   * @param isWitnessed whether a conclusion is a function of the log alone
   */
  Memory(Log log, Supplier<Fold<C>> begin, Witnessed<C> witnessed, Predicate<C> isWitnessed) {
    this.log = log;
    this.begin = begin;
    this.witnessed = witnessed;
    this.isWitnessed = isWitnessed;
  }

  Log log() {
    return log;
  }

  /** Folds one record into a fold that is at it; true when nobody had folded it before. */
  boolean fold(Fold<C> fold, int offset, List<C> out) {
    fold.accept(offset, log.millis(offset), log.key(offset), log.value(offset), out::add);
    boolean isFirst;
    if (out.isEmpty()) {
      isFirst = witnessed.folded(offset, out);
    } else {
      scratch.clear();
      for (C each : out) {
        if (isWitnessed.test(each)) {
          scratch.add(each);
        }
      }
      isFirst = witnessed.folded(offset, scratch);
    }
    if (isFirst && fold.observedNanos() >= nextCheckpoint) {
      nextCheckpoint = fold.observedNanos() + CHECKPOINT_EVERY;
      write(fold, offset);
    }
    return isFirst;
  }

  /** A fold that is exact for a committed offset: the newest checkpoint, and what came after it. */
  Fold<C> restore(int committed) {
    Fold<C> fold = begin.get();
    int from = 0;
    for (Checkpoint checkpoint : checkpoints) {
      if (checkpoint.offset() < committed) {
        read(fold, checkpoint);
        from = checkpoint.offset() + 1;
        break;
      }
    }
    refold(fold, from, committed);
    return fold;
  }

  /** Folds the whole log anew, from its first record, without a word. */
  void replay() {
    refold(begin.get(), 0, witnessed.until());
  }

  private void refold(Fold<C> fold, int from, int to) {
    List<C> nobody = new ArrayList<>();
    for (int offset = from; offset < to; offset++) {
      fold(fold, offset, nobody);
      nobody.clear();
    }
  }

  private void write(Fold<C> fold, int offset) {
    var bytes = new ByteArrayOutputStream(4_096);
    try {
      fold.writeTo(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (checkpoints.size() == GENERATIONS) {
      checkpoints.removeLast();
    }
    checkpoints.addFirst(new Checkpoint(offset, bytes.toByteArray()));
  }

  private static <C> void read(Fold<C> fold, Checkpoint checkpoint) {
    try (var in = new DataInputStream(new ByteArrayInputStream(checkpoint.state()))) {
      fold.readFrom(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
