package io.holdfast.agent.domain;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.Fencing;
import io.holdfast.records.LogPosition;
import io.holdfast.records.ResultKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A node as its supervisor sees it: a dispatcher that assigns, processes that start, fail and die,
 * answers that come late, and an agent that crashes. It checks at each step what must hold.
 */
final class NodeWorld {

  private final Random random;
  private final List<String> violations = new ArrayList<>();
  private final List<Step> story = new ArrayList<>();
  private final TreeMap<String, AssignedWorkload> assigned = new TreeMap<>();
  private final TreeMap<String, Grant> processes = new TreeMap<>();
  private final Deque<Step> inFlight = new ArrayDeque<>();
  private final Set<Grant> closedOnDisk = new HashSet<>();
  private final Set<Grant> leased = new HashSet<>();
  private final Map<Grant, ResultKind> lastReport = new HashMap<>();
  private Ledger ledger = new Ledger();
  private Supervisor supervisor;
  private Lease.State lease;
  private long incarnation = 1_000;
  private long offset;
  private long epoch;
  private long now;

  NodeWorld(long seed) {
    random = new Random(seed);
    begin();
  }

  void live(int steps) {
    for (int i = 0; i < steps; i++) {
      now += random.nextInt((int) (Fixture.SECOND / 2));
      switch (random.nextInt(14)) {
        case 0, 1, 2 -> reassign();
        case 3, 4, 5, 6 -> answerOne();
        case 7 -> die();
        case 8 -> perform(supervisor.due(now));
        case 9 -> unhealthy();
        case 10 -> deliverStale();
        case 11, 12 -> turnLease();
        default -> {
          if (random.nextInt(10) == 0) {
            crash();
          }
        }
      }
    }
  }

  /** Lets everything come to rest. */
  void settle() {
    if (lease == Lease.State.OVER) {
      turnLease();
    }
    if (lease == Lease.State.AWAITED) {
      turnLease();
    }
    assign();
    for (int i = 0; i < 1_000; i++) {
      now += Fixture.SECOND;
      perform(supervisor.due(now));
      while (!inFlight.isEmpty()) {
        complete(inFlight.poll(), 1);
      }
    }
  }

  List<String> violations() {
    return violations;
  }

  List<Step> story() {
    return story;
  }

  Set<Grant> running() {
    return new HashSet<>(processes.values());
  }

  /** What should run in the end: what is assigned and not closed. */
  Set<Grant> wanted() {
    Set<Grant> wanted = new HashSet<>();
    for (AssignedWorkload workload : assigned.values()) {
      Grant grant = Grant.of(workload);
      if (!ledger.isClosed(grant)) {
        wanted.add(grant);
      }
    }
    return wanted;
  }

  private void begin() {
    supervisor =
        new Supervisor(
            incarnation, new Admission(Set.of("web"), Map.of()), Fixture.RESTARTS, ledger);
    lease = Lease.State.AWAITED;
  }

  private void reassign() {
    String workload = "w" + random.nextInt(6);
    switch (random.nextInt(5)) {
      case 0 -> assigned.remove(workload);
      case 1 ->
          assigned.put(workload, new AssignedWorkload(workload, ++epoch, "missing", Fencing.NONE));
      case 2 ->
          assigned.put(workload, new AssignedWorkload(workload, ++epoch, "web", Fencing.LEASE));
      default ->
          assigned.put(workload, new AssignedWorkload(workload, ++epoch, "web", Fencing.NONE));
    }
    assign();
  }

  private void assign() {
    perform(supervisor.assigned(assignment(incarnation, ++offset)));
  }

  /** Something that arrives again, or was for another incarnation. */
  private void deliverStale() {
    if (random.nextBoolean()) {
      perform(supervisor.assigned(assignment(incarnation, offset - random.nextInt(3))));
    } else {
      perform(supervisor.assigned(assignment(incarnation - 1, ++offset)));
    }
  }

  private Assignment assignment(long forIncarnation, long at) {
    return new Assignment(
        "n1", "p", forIncarnation, new LogPosition("t", 0, at), List.copyOf(assigned.values()));
  }

  private void answerOne() {
    if (!inFlight.isEmpty()) {
      complete(inFlight.poll(), random.nextInt(8));
    }
  }

  private void complete(Step step, int chance) {
    if (step instanceof Step.Launch launch) {
      if (chance == 0) {
        perform(supervisor.notLaunched(launch.grant(), "missing"));
        return;
      }
      Grant other = processes.put(launch.grant().workload(), launch.grant());
      if (other != null) {
        violations.add("two processes: " + other + " and " + launch.grant());
      }
      supervisor.launched(launch.grant(), now);
      perform(supervisor.ready(launch.grant()));
    } else if (processes.containsValue(step.grant())) {
      processes.remove(step.grant().workload());
      boolean killed = chance == 1 || step instanceof Step.Kill;
      var force = killed ? Ending.Force.KILLED : Ending.Force.NONE;
      perform(supervisor.ended(step.grant(), new Ending(force, ""), now));
    }
  }

  private void die() {
    if (!processes.isEmpty()) {
      Grant grant = processes.pollFirstEntry().getValue();
      perform(supervisor.ended(grant, Fixture.exited("exit code 1"), now));
    }
  }

  private void unhealthy() {
    if (!processes.isEmpty()) {
      perform(supervisor.unhealthy(processes.lastEntry().getValue(), "HTTP 500", now));
    }
  }

  /** The lease is held, runs out, and the next incarnation begins once it may. */
  private void turnLease() {
    switch (lease) {
      case AWAITED -> {
        lease = Lease.State.HELD;
        perform(supervisor.leaseHeld());
      }
      case HELD -> {
        if (random.nextInt(4) == 0) {
          lease = Lease.State.OVER;
          perform(supervisor.leaseOver());
        }
      }
      case OVER -> {
        while (!supervisor.isFreeOfLeased()) {
          complete(inFlight.poll(), 1);
        }
        supervisor.succeed(++incarnation);
        lease = Lease.State.AWAITED;
        processes.values().stream()
            .filter(leased::contains)
            .forEach(grant -> violations.add("outlives its lease: " + grant));
        leased.clear();
        assigned.values().removeIf(workload -> workload.getFencing() == Fencing.LEASE);
        assigned.replaceAll(
            (id, was) -> new AssignedWorkload(id, ++epoch, was.getProgram(), Fencing.NONE));
        assign();
      }
    }
  }

  /** SIGKILL of the agent: leftovers are swept before the next incarnation does anything. */
  private void crash() {
    processes.clear();
    inFlight.clear();
    assigned.clear();
    lastReport.clear();
    leased.clear();
    incarnation++;
    Ledger fromDisk = new Ledger();
    closedOnDisk.forEach(fromDisk::close);
    ledger = fromDisk;
    begin();
  }

  private void perform(List<Step> steps) {
    story.addAll(steps);
    for (Step step : steps) {
      if (step instanceof Step.Report report) {
        check(report);
        if (report.closes()) {
          closedOnDisk.add(report.grant());
        }
      } else {
        if (step instanceof Step.Launch launch) {
          check(launch);
        }
        inFlight.add(step);
      }
    }
  }

  private void check(Step.Launch launch) {
    if (closedOnDisk.contains(launch.grant())) {
      violations.add("closed epoch launched: " + launch.grant());
    }
    if (launch.fencing() == Fencing.LEASE) {
      leased.add(launch.grant());
      if (lease != Lease.State.HELD) {
        violations.add("launched without its lease: " + launch.grant());
      }
    }
  }

  private void check(Step.Report report) {
    if (!report.closes() && report.result() == ResultKind.REFUSED) {
      return;
    }
    ResultKind last = lastReport.put(report.grant(), report.result());
    boolean allowed =
        switch (report.result()) {
          case STARTED -> last == null;
          case FAILED -> last == null || last == ResultKind.STARTED;
          case STOPPED -> last != ResultKind.REFUSED && last != ResultKind.STOPPED;
          case REFUSED -> last == null;
        };
    if (!allowed) {
      violations.add(report + " after " + last);
    }
    if (report.result() == ResultKind.STOPPED && processes.containsValue(report.grant())) {
      violations.add("STOPPED while it lives: " + report.grant());
    }
  }
}
