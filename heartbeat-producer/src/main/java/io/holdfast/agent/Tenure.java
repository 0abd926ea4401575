package io.holdfast.agent;

import io.holdfast.agent.domain.Beats;
import io.holdfast.agent.domain.Incarnation;
import io.holdfast.agent.domain.Lease;
import io.holdfast.agent.fencing.Fences;
import io.holdfast.agent.kafka.Ear;
import io.holdfast.agent.kafka.Voice;
import io.holdfast.agent.state.Handover;
import io.holdfast.agent.state.StateDirectory;
import io.holdfast.agent.threads.WatchedThread;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One incarnation after another, each with its lease. Told by the heartbeats that it is heard and
 * by the assignments that it hears, it has guards hold off and leased workloads run; when the lease
 * is over it has them killed, waits until nothing of them lives, and begins the next incarnation.
 *
 * <p>Thread-safe. The lease is looked at on a thread of its own, which neither a slow disk nor a
 * slow launch holds up.
 */
final class Tenure implements Ear, Voice, Part {

  private static final Logger log = LoggerFactory.getLogger(Tenure.class);
  private static final long AGAIN_MILLIS = 1_000;
  private static final int LOOKS_PER_LEASE = 25;
  private static final long LEAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** How the process ends. */
  private enum Exit {
    NOT_YET,
    /** Nothing lives any more. */
    LEAVING,
    /** Everything lives on, for the process that comes after. */
    HANDING_OVER
  }

  private final StateDirectory state;
  private final NodeRecords records;
  private final Supervision supervision;
  private final Optional<Fences> fences;
  private final LongSupplier clock;
  private final long leaseNanos;
  private final String terms;
  private final Condition kept;
  private final WatchedThread thread;
  private final Runnable succeeded;
  private Lease lease;
  private long sequence;
  private boolean isHeld;
  private boolean isOver;
  private long toldGuards = Long.MIN_VALUE;
  private Exit exit = Exit.NOT_YET;
  private OptionalLong found = OptionalLong.empty();

  /**
   * @param terms what is fixed for an incarnation, in words
   * @param clock nanoseconds since boot
   * @param kept is met while the lease is held
   * @param succeeded is run when the next incarnation has begun
   */
  Tenure(
      StateDirectory state,
      NodeRecords records,
      Supervision supervision,
      Optional<Fences> fences,
      LongSupplier clock,
      Duration lease,
      String terms,
      Condition kept,
      WatchedThread thread,
      Runnable succeeded) {
    this.state = state;
    this.records = records;
    this.supervision = supervision;
    this.fences = fences;
    this.clock = clock;
    this.leaseNanos = lease.toNanos();
    this.terms = terms;
    this.kept = kept;
    this.thread = thread;
    this.succeeded = succeeded;
    this.lease =
        state
            .handover()
            .map(handed -> Lease.resumed(leaseNanos, handed.leaseEnd()))
            .orElseGet(() -> Lease.lessKillBudget(leaseNanos));
    this.sequence = state.handover().map(Handover::sequence).orElse(0L);
  }

  @Override
  public void start() {
    thread.execute(this::watch);
  }

  /** Looks at the guards again and again, and at the lease when it may be over. */
  private void watch() {
    look();
    try {
      thread.schedule(this::watch, nanosToLook(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      if (!thread.isShutdown()) {
        throw e;
      }
    }
  }

  private synchronized long nanosToLook() {
    long each = leaseNanos / LOOKS_PER_LEASE;
    long left = isHeld && !isOver ? lease.end() - clock.getAsLong() : each;
    return Math.max(LEAST_PAUSE_NANOS, Math.min(each, left));
  }

  @Override
  public void stop(Duration within) throws InterruptedException {
    thread.shutdown();
    thread.awaitTermination(1, TimeUnit.SECONDS);
  }

  /** What the guards of something launched now are told. */
  synchronized long leaseEnd() {
    return lease.end();
  }

  /** Nothing lives any more, and nothing is launched: the node may say that it left. */
  synchronized void leaving() {
    exit = Exit.LEAVING;
  }

  /** The process ends and its workloads live on. */
  synchronized void handingOver() {
    exit = Exit.HANDING_OVER;
  }

  @Override
  public long now() {
    return clock.getAsLong();
  }

  @Override
  public synchronized void endAnswered(long questionAt, long end) {
    lease.endAnswered(questionAt, end);
  }

  /** Once for each process: two twins would else overtake each other for ever. */
  @Override
  public synchronized void found(long incarnation) {
    if (found.isPresent()) {
      return;
    }
    found = OptionalLong.of(incarnation);
    if (state.handover().isEmpty() && state.incarnation().isOvertakenBy(incarnation)) {
      giveUp("there is an assignment for the later incarnation " + incarnation);
      settle(clock.getAsLong());
    }
  }

  @Override
  public synchronized void reached(long position) {
    lease.reached(position);
  }

  @Override
  public synchronized Optional<Utterance> say(Beats.Beat beat, HeartbeatMode mode) {
    long sentAt = clock.getAsLong();
    settle(sentAt);
    if (isOver && exit != Exit.LEAVING) {
      return Optional.empty();
    }
    lease.sending(sentAt);
    sequence++;
    Incarnation speaker = state.incarnation();
    return Optional.of(
        new Utterance(
            records.heartbeat(speaker, sequence, beat.latenessNanos(), mode),
            () -> acknowledged(speaker, sentAt)));
  }

  @Override
  public synchronized Optional<HeartbeatMode> farewell() {
    return switch (exit) {
      case NOT_YET -> Optional.empty();
      case LEAVING -> Optional.of(HeartbeatMode.LEFT);
      case HANDING_OVER -> Optional.of(HeartbeatMode.RESTARTING);
    };
  }

  @Override
  public synchronized void fellSilent() {
    if (exit != Exit.HANDING_OVER || lease.state(clock.getAsLong()) != Lease.State.HELD) {
      return;
    }
    Incarnation handed = state.incarnation();
    try {
      state.handOver(
          new Handover(
              handed.number(),
              handed.bootId(),
              terms,
              sequence,
              lease.end(),
              fences.filter(Fences::isUp).isPresent()));
      log.atInfo().addKeyValue("incarnation", handed.number()).log("handed over");
    } catch (IOException e) {
      log.atWarn().addKeyValue("why", e.toString()).log("the incarnation cannot be handed over");
    }
  }

  private synchronized void acknowledged(Incarnation speaker, long sentAt) {
    if (speaker.number() == state.incarnation().number()) {
      long now = clock.getAsLong();
      lease.acknowledged(sentAt, now);
      settle(now);
    }
  }

  private synchronized void look() {
    if (!isOver && fences.isPresent()) {
      try {
        if (!fences.get().look()) {
          giveUp("a guard has begun to kill");
        }
      } catch (IOException e) {
        giveUp("the guards cannot be kept: " + e.getMessage());
      }
    }
    settle(clock.getAsLong());
  }

  private void giveUp(String why) {
    log.atWarn().addKeyValue("why", why).log("the lease is given up");
    lease.giveUp();
  }

  private void settle(long now) {
    if (isOver) {
      return;
    }
    switch (lease.state(now)) {
      case AWAITED -> kept.unmet("not yet heard and hearing");
      case HELD -> keep();
      case OVER -> {
        isOver = true;
        if (exit == Exit.NOT_YET) {
          lapse();
        }
      }
    }
  }

  private void keep() {
    if (lease.end() != toldGuards) {
      toldGuards = lease.end();
      try {
        if (fences.isPresent()) {
          fences.get().renew(toldGuards);
        }
      } catch (IOException e) {
        giveUp("the guards cannot be told: " + e.getMessage());
        return;
      }
    }
    if (!isHeld && exit == Exit.NOT_YET) {
      isHeld = true;
      kept.met();
      supervision.leaseHeld();
    }
  }

  private void lapse() {
    kept.unmet("the lease of the incarnation is over");
    log.atWarn().addKeyValue("incarnation", state.incarnation().number()).log("lease is over");
    if (fences.isPresent()) {
      try {
        fences.get().kill();
      } catch (IOException e) {
        log.atWarn().addKeyValue("why", e.toString()).log("killed one by one instead");
      }
    }
    supervision.leaseOver(this::freed);
  }

  /** Nothing leased lives any more, and all that was closed is on disk. */
  private void freed() {
    thread.execute(this::succeed);
  }

  private void succeed() {
    long least;
    synchronized (this) {
      if (exit != Exit.NOT_YET) {
        return;
      }
      least = Math.max(System.currentTimeMillis(), found.orElse(0) + 1);
    }
    try {
      if (fences.isPresent()) {
        fences.get().end();
      }
      Incarnation next = state.succeed(state.incarnation().bootId(), least);
      log.atInfo()
          .addKeyValue("incarnation", next.number())
          .addKeyValue("predecessor", next.predecessor().orElseThrow())
          .log("incarnation begins");
      supervision.succeed(next.number(), this::begin);
    } catch (IOException e) {
      kept.unmet("the next incarnation cannot begin: " + e.getMessage());
      thread.schedule(this::succeed, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin() {
    synchronized (this) {
      lease = Lease.lessKillBudget(leaseNanos);
      sequence = 0;
      isHeld = false;
      isOver = false;
      toldGuards = Long.MIN_VALUE;
    }
    succeeded.run();
  }
}
