package io.holdfast.simulator.parts;

import io.holdfast.agent.domain.Admission;
import io.holdfast.agent.domain.Beats;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.domain.Incarnation;
import io.holdfast.agent.domain.Lease;
import io.holdfast.agent.domain.Ledger;
import io.holdfast.agent.domain.RestartPolicy;
import io.holdfast.agent.domain.Step;
import io.holdfast.agent.domain.Supervisor;
import io.holdfast.records.Assignment;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Fencing;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.NodeProfile;
import io.holdfast.schemas.time.Profile;
import io.holdfast.simulator.world.Log;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The process of an agent: carries heartbeats, questions, assignments and what becomes of processes
 * to the lease and the supervisor, and carries out their steps.
 */
final class Agent {

  private static final long INTERVAL = Profile.DEFAULT.interval().toNanos();
  private static final int BEATS_A_QUESTION = 3;
  private static final int BEATS_A_SAMPLE = 8;
  private static final long LINGER = 10 * Parts.MILLI;
  private static final Map<String, Double> CAPACITY = Map.of("cpu", 16.0);

  /** How the process ends. */
  private enum Exit {
    NOT_YET,
    LEAVING,
    HANDING_OVER
  }

  private static final RestartPolicy RESTARTS =
      new RestartPolicy(1, Parts.SECOND, 30 * Parts.SECOND, 60 * Parts.SECOND);

  private final Parts parts;
  private final Machine machine;
  private final Life life = new Life();
  private final Supervisor supervisor;
  private final Samples samples;
  private final Outbox results;
  private final Outbox profiles;
  private final Log heartbeats;
  private final Log assignments;
  private final long leaseMillis;
  private final Runnable beat = this::beat;
  private final Runnable watch = this::watch;
  private Incarnation incarnation;
  private final Optional<Disk.Handover> handover;
  private final boolean isFormerOfThisBoot;
  private Lease lease;
  private Beats beats;
  private long sequenceBefore;
  private Follower follower;
  private boolean isWatched;
  private long heardAt;
  private long newestEnd = Long.MAX_VALUE;
  private Exit exit = Exit.NOT_YET;
  private boolean isSilent;
  private OptionalLong found = OptionalLong.empty();

  Agent(Parts parts, Machine machine) {
    this.parts = parts;
    this.machine = machine;
    leaseMillis = machine.settings().leaseMillis();
    heardAt = parts.scheduler().now();
    String node = machine.node();
    heartbeats = Topics.of(parts.topics().heartbeats, node);
    assignments = Topics.of(parts.topics().assignments, node);
    results = outbox(Topics.of(parts.topics().results, node));
    profiles = outbox(parts.topics().profiles);
    handover = takeOver();
    isFormerOfThisBoot =
        machine.disk().newest().filter(former -> former.isOfBoot(machine.bootId())).isPresent();
    incarnation = handover.map(Disk.Handover::incarnation).orElseGet(this::begin);
    Ledger ledger = machine.disk().ledger();
    var admission = new Admission(Set.of("serve", "train"), Map.of());
    supervisor = new Supervisor(incarnation.number(), admission, RESTARTS, ledger);
    samples = new Samples(parts, machine);
  }

  private Outbox outbox(Log log) {
    return new Outbox(parts.scheduler(), parts.kafka(), machine.party(), log, life);
  }

  /** What the process before left, if it is for this kernel and these terms and its guards live. */
  private Optional<Disk.Handover> takeOver() {
    boolean isGuarded = machine.fence() == null || machine.fence().isUp();
    return machine
        .disk()
        .takeOver()
        .filter(left -> left.incarnation().isOfBoot(machine.bootId()))
        .filter(left -> left.leaseMillis() == leaseMillis)
        .filter(left -> isGuarded);
  }

  private Incarnation begin() {
    long least = Math.max(machine.wallMillis(), found.orElse(0) + 1);
    Incarnation begun = machine.disk().begin(machine.bootId(), least);
    parts.judges().identities().incarnation(machine.node(), begun.number());
    parts.judges().story().tell(() -> machine.name() + " begins incarnation " + begun.number());
    return begun;
  }

  Life life() {
    return life;
  }

  long incarnation() {
    return incarnation.number();
  }

  /** Takes over, or ends, what a process before it left, and only then goes to work. */
  void start() {
    List<Cage> leftovers = machine.all();
    if (handover.isPresent()) {
      adopt(leftovers);
    } else {
      if (machine.fence() != null) {
        machine.fence().kill();
      }
      leftovers.forEach(Cage::kill);
      sweep(leftovers);
    }
  }

  private void adopt(List<Cage> running) {
    for (Cage cage : running) {
      supervisor.adopt(cage.grant(), cage.program(), cage.fencing());
    }
    sequenceBefore = handover.orElseThrow().sequence();
    machine.disk().pending().forEach(this::deliver);
    goToWork(Lease.resumed(leaseMillis * Parts.MILLI, handover.orElseThrow().leaseEnd()));
    for (Cage cage : running) {
      if (cage.lives()) {
        perform(supervisor.launched(cage.grant(), machine.bootTime().read()));
        perform(supervisor.ready(cage.grant()));
      } else {
        begin(cage);
      }
    }
  }

  private void sweep(List<Cage> leftovers) {
    if (!life.acts()) {
      life.whenThawed(() -> sweep(leftovers));
    } else if (leftovers.stream().allMatch(Cage::isOver)) {
      machine.endFence();
      machine.disk().pending().forEach(this::deliver);
      machine.disk().launches().forEach(this::leftOver);
      goToWork(Lease.lessKillBudget(leaseMillis * Parts.MILLI));
    } else {
      parts.scheduler().after(20 * Parts.MILLI, () -> sweep(leftovers));
    }
  }

  /** Nothing of it lives here; whether it may live elsewhere, the boot tells. */
  private void leftOver(Grant grant, Fencing fencing) {
    perform(
        isFormerOfThisBoot || fencing == Fencing.NONE
            ? supervisor.leftOver(grant, "left over")
            : supervisor.leftOverElsewhere(grant));
  }

  private void goToWork(Lease first) {
    beginBeating(first);
    follower =
        new Follower(
            parts.scheduler(),
            parts.kafka(),
            machine.party(),
            assignments,
            0,
            life,
            LINGER,
            this::read);
  }

  private void beginBeating(Lease next) {
    lease = next;
    if (follower != null) {
      lease.reached(follower.position());
    }
    beats = new Beats(machine.bootTime().read(), INTERVAL);
    profiles.send(machine.node(), profile(), () -> {});
    scheduleBeat();
  }

  private NodeProfile profile() {
    return new NodeProfile(
        machine.node(),
        Parts.POOL,
        machine.zone(),
        "",
        Map.of(),
        CAPACITY,
        List.of("serve", "train"),
        incarnation.number(),
        incarnation.bootId(),
        machine.name(),
        "simulated");
  }

  // The beat.

  private void scheduleBeat() {
    parts.scheduler().at(machine.bootTime().trueTimeOf(beats.due()), beat);
  }

  private void beat() {
    if (!life.acts()) {
      life.whenThawed(beat);
      return;
    }
    if (beats == null || isSilent) {
      return;
    }
    long now = machine.bootTime().read();
    if (machine.fence() != null && !machine.fence().look()) {
      lease.giveUp();
    }
    if (lease.state(now) == Lease.State.OVER) {
      lapse();
      return;
    }
    Beats.Beat fired = beats.fire(now);
    send(fired, mode());
    if (fired.sequence() % BEATS_A_QUESTION == 1) {
      ask();
    }
    if (fired.sequence() % BEATS_A_SAMPLE == 0) {
      samples.send(incarnation.number());
    }
    scheduleBeat();
  }

  private HeartbeatMode mode() {
    if (exit == Exit.HANDING_OVER) {
      return HeartbeatMode.RESTARTING;
    }
    boolean isGone = exit == Exit.LEAVING && supervisor.isIdle() && results.isEmpty();
    return isGone ? HeartbeatMode.LEFT : HeartbeatMode.NORMAL;
  }

  private void send(Beats.Beat fired, HeartbeatMode mode) {
    long sentAt = machine.bootTime().read();
    Lease sentUnder = lease;
    var heartbeat =
        new Heartbeat(
            machine.node(),
            Parts.POOL,
            incarnation.number(),
            incarnation.predecessor().orElse(null),
            incarnation.bootId(),
            sequenceBefore + fired.sequence(),
            machine.wallMillis(),
            (int) (INTERVAL / Parts.MILLI),
            (int) leaseMillis,
            (int) Math.min(Integer.MAX_VALUE, fired.latenessNanos() / Parts.MILLI),
            mode);
    lease.sending(sentAt);
    parts
        .kafka()
        .ask(
            machine.party(),
            heartbeats,
            () -> {
              machine.heard(sentAt, leaseMillis * Parts.MILLI);
              return parts.kafka().append(heartbeats, machine.node(), heartbeat, null);
            },
            offset -> acknowledged(sentUnder, sentAt));
    if (mode != HeartbeatMode.NORMAL) {
      fallSilent(fired.sequence());
    }
  }

  /** The last word was said: the process ends soon, or hands over. */
  private void fallSilent(long sequence) {
    isSilent = true;
    boolean isHeld = lease.state(machine.bootTime().read()) == Lease.State.HELD;
    if (exit == Exit.HANDING_OVER && isHeld) {
      machine
          .disk()
          .handOver(
              new Disk.Handover(incarnation, sequenceBefore + sequence, leaseMillis, lease.end()));
    }
    parts.scheduler().after(exit == Exit.LEAVING ? Parts.SECOND : 0, life::end);
  }

  private void acknowledged(Lease sentUnder, long sentAt) {
    if (!life.acts()) {
      life.whenThawed(() -> acknowledged(sentUnder, sentAt));
      return;
    }
    if (sentUnder != lease) {
      return;
    }
    Lease.State state = lease.acknowledged(sentAt, machine.bootTime().read());
    if (state == Lease.State.OVER) {
      lapse();
    } else if (state == Lease.State.HELD) {
      if (machine.fence() != null) {
        machine.fence().renew(lease.end());
      }
      perform(supervisor.leaseHeld());
      watchLease();
    }
  }

  private void ask() {
    long questionAt = machine.bootTime().read();
    Lease askedUnder = lease;
    parts
        .kafka()
        .ask(
            machine.party(),
            assignments,
            assignments::stableEnd,
            end -> answered(askedUnder, questionAt, end));
  }

  private void answered(Lease askedUnder, long questionAt, long end) {
    if (!life.acts()) {
      life.whenThawed(() -> answered(askedUnder, questionAt, end));
    } else {
      askedUnder.endAnswered(questionAt, end);
      newestEnd = end;
      noteHearing();
    }
  }

  // The lease.

  private void watchLease() {
    if (!isWatched) {
      isWatched = true;
      parts.scheduler().at(machine.bootTime().trueTimeOf(lease.end()), watch);
    }
  }

  private void watch() {
    if (!life.acts()) {
      life.whenThawed(watch);
      return;
    }
    isWatched = false;
    if (lease.state(machine.bootTime().read()) == Lease.State.OVER) {
      lapse();
    } else if (lease.state(machine.bootTime().read()) == Lease.State.HELD) {
      watchLease();
    }
  }

  void clockChanged() {
    if (lease != null && isWatched) {
      parts.scheduler().after(0, watch);
    }
  }

  private void lapse() {
    if (beats != null) {
      parts.judges().story().tell(() -> machine.name() + " lost its lease");
      beats = null;
      if (machine.fence() != null) {
        machine.fence().kill();
      }
      perform(supervisor.leaseOver());
      succeed();
    }
  }

  private void succeed() {
    boolean isFree = beats == null && lease != null && supervisor.isFreeOfLeased();
    if (isFree && exit == Exit.NOT_YET) {
      machine.endFence();
      incarnation = begin();
      supervisor.succeed(incarnation.number());
      sequenceBefore = 0;
      beginBeating(Lease.lessKillBudget(leaseMillis * Parts.MILLI));
    }
  }

  // Assignments and steps.

  private void read(Log log, int from, int to) {
    Assignment newest = null;
    for (int offset = from; offset < to; offset++) {
      if (!machine.node().equals(log.key(offset))) {
        continue;
      }
      if (log.value(offset) instanceof Forger.Forged forged) {
        perform(supervisor.unauthentic(forged.assignment()));
      } else if (log.value(offset) instanceof Assignment each) {
        newest = each;
        if (from > 0) {
          perform(supervisor.assigned(each));
        }
      }
    }
    if (from == 0 && newest != null) {
      find(newest.getIncarnation());
      perform(supervisor.assigned(newest));
    }
    lease.reached(to);
    noteHearing();
  }

  private void find(long newest) {
    found = OptionalLong.of(newest);
    if (handover.isEmpty() && incarnation.isOvertakenBy(newest)) {
      lease.giveUp();
      lapse();
    }
  }

  private void noteHearing() {
    if (follower != null && follower.position() >= newestEnd) {
      heardAt = parts.scheduler().now();
    }
  }

  long leaseMillis() {
    return leaseMillis;
  }

  /** When it was last known, in true time, to have read all its assignments; for judges. */
  long heardAt() {
    return heardAt;
  }

  /** An orderly end: everything is stopped, then it says goodbye. */
  void leave() {
    if (life.acts() && exit == Exit.NOT_YET && lease != null) {
      exit = Exit.LEAVING;
      perform(supervisor.leave());
    }
  }

  /** It ends, and what runs lives on for the process after it. */
  void handOver() {
    if (life.acts() && exit == Exit.NOT_YET && lease != null) {
      exit = Exit.HANDING_OVER;
    }
  }

  private void perform(List<Step> steps) {
    if (exit == Exit.HANDING_OVER) {
      return;
    }
    for (Step step : steps) {
      if (step instanceof Step.Report report) {
        report(report);
      } else if (step instanceof Step.Close close) {
        machine.disk().close(close.grant());
      }
    }
    for (Step step : steps) {
      if (step instanceof Step.Launch launch) {
        launch(launch);
      } else if (step instanceof Step.Halt halt) {
        halt(halt.grant());
      } else if (step instanceof Step.Kill kill) {
        kill(kill.grant());
      }
    }
  }

  private void report(Step.Report report) {
    if (report.closes()) {
      machine.disk().close(report.grant());
    }
    var result =
        new CommandResult(
            machine.node(),
            Parts.POOL,
            incarnation.number(),
            report.grant().workload(),
            report.grant().epoch(),
            report.result(),
            report.reason(),
            report.detail(),
            machine.wallMillis());
    parts
        .judges()
        .story()
        .tell(
            () ->
                machine.name()
                    + " reports "
                    + report.grant()
                    + " "
                    + report.result()
                    + " "
                    + report.reason());
    machine.disk().add(result);
    deliver(result);
  }

  private void deliver(CommandResult result) {
    results.send(machine.node(), result, () -> machine.disk().delivered(result));
  }

  private void launch(Step.Launch launch) {
    Cage cage = machine.cage(launch.grant(), launch.program(), launch.fencing(), lease.end());
    long takes = machine.dice().between(5 * Parts.MILLI, 120 * Parts.MILLI);
    parts.scheduler().after(takes, () -> begin(cage));
  }

  private void begin(Cage cage) {
    if (!life.acts()) {
      life.whenThawed(() -> begin(cage));
      return;
    }
    if (cage.begin()) {
      machine.disk().launched(cage.grant(), cage.fencing());
      long now = machine.bootTime().read();
      perform(supervisor.launched(cage.grant(), now));
      perform(supervisor.ready(cage.grant()));
      machine.suffer(cage);
    }
  }

  /** Its probe failed often enough. */
  void foundUnhealthy(Cage cage) {
    if (life.acts() && lease != null) {
      long now = machine.bootTime().read();
      perform(supervisor.unhealthy(cage.grant(), "the probe failed", now));
    }
  }

  private void halt(Grant grant) {
    Cage cage = machine.find(grant);
    if (cage != null) {
      cage.terminate();
    }
  }

  private void kill(Grant grant) {
    Cage cage = machine.find(grant);
    if (cage != null) {
      cage.kill();
    }
  }

  /** Nothing lives in the cage any more. */
  void ended(Cage cage) {
    if (!life.acts()) {
      life.whenThawed(() -> ended(cage));
      return;
    }
    perform(supervisor.ended(cage.grant(), cage.ending(), machine.bootTime().read()));
    wakeWhenDue();
    succeed();
  }

  private void wakeWhenDue() {
    OptionalLong due = supervisor.nextDue();
    if (due.isPresent()) {
      parts.scheduler().at(machine.bootTime().trueTimeOf(due.getAsLong()), this::due);
    }
  }

  private void due() {
    if (!life.acts()) {
      life.whenThawed(this::due);
      return;
    }
    perform(supervisor.due(machine.bootTime().read()));
    wakeWhenDue();
  }
}
