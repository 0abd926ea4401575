package io.holdfast.bench.quality;

import io.holdfast.bench.quality.History.Beat;
import io.holdfast.bench.quality.History.Node;
import io.holdfast.bench.quality.History.Pulse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes histories of a class from a seed: nodes that beat each second, a quarter of which dies, and
 * a pulser. Written before any detector was tuned, but for late timers, whose class was changed
 * with the detector: lateness comes before the pauses. Changing it makes earlier figures
 * incomparable.
 */
final class HistoryGenerator {

  private static final int NODES = 60;
  private static final double END = 600_000;
  private static final double QUIET_BEGIN = 60_000;
  private static final double INTERVAL = 1_000;
  private static final double PULSE = 250;

  private final Fault fault;
  private final Random random;

  /** The log cannot be written. */
  private final List<Absence> logAway = new ArrayList<>();

  /** A rack cannot reach the log. */
  private final List<Absence> rackAway = new ArrayList<>();

  /** The reader does not read. */
  private final List<Absence> readerAway = new ArrayList<>();

  private HistoryGenerator(Fault fault, long seed) {
    this.fault = fault;
    this.random = new Random(seed * 31 + fault.ordinal());
  }

  static History generate(Fault fault, long seed) {
    return new HistoryGenerator(fault, seed).generate();
  }

  private History generate() {
    switch (fault) {
      case BROKER_STALL, LATE_RECONNECT -> absences(logAway, 60_000, 2_000, 30_000);
      case LEADER_MOVE -> absences(logAway, 45_000, 1_000, 6_000);
      case THREE_STALLS -> threeAbsences(logAway, 120_000, 2_000, 15_000);
      case RACK_OUTAGE -> absences(rackAway, 90_000, 2_000, 12_000);
      case CONSUMER_LAG, RESTART -> absences(readerAway, 120_000, 5_000, 60_000);
      default -> {
        // what goes wrong happens in each node
      }
    }
    var nodes = new ArrayList<Node>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(node(i));
    }
    return new History(nodes, pulses(), END);
  }

  private void absences(List<Absence> into, double every, double shortest, double longest) {
    for (double at = QUIET_BEGIN; at < END - every; at += every) {
      double from = at + random.nextDouble() * every / 3;
      into.add(new Absence(from, from + shortest + random.nextDouble() * (longest - shortest)));
    }
  }

  /** With less time between them than agents need to be heard. */
  private void threeAbsences(List<Absence> into, double every, double shortest, double longest) {
    for (double at = QUIET_BEGIN; at < END - every; at += every) {
      double from = at + random.nextDouble() * every / 3;
      for (int i = 0; i < 3; i++) {
        double to = from + shortest + random.nextDouble() * (longest - shortest);
        into.add(new Absence(from, to));
        from = to + 3_000 + random.nextDouble() * 5_000;
      }
    }
  }

  private Node node(int index) {
    double died =
        random.nextInt(4) == 0
            ? QUIET_BEGIN + random.nextDouble() * (END - QUIET_BEGIN - 120_000)
            : Double.POSITIVE_INFINITY;
    double scale = 5 * StrictMath.exp(random.nextDouble() * 4);
    boolean far = index % 3 == 0;
    boolean inRack = index < NODES * 2 / 5;
    double reconnect =
        fault == Fault.LATE_RECONNECT || fault == Fault.THREE_STALLS ? 10_000 : 1_000;
    var beats = new ArrayList<Beat>();
    long sequence = 0;
    double paused = 0;
    Absence overload = new Absence(0, 0);
    double lostUntil = 0;
    double newest = 0;
    for (double due = random.nextDouble() * INTERVAL; due < END; due += INTERVAL) {
      if (fault == Fault.LATE_TIMERS && due > overload.to() && random.nextInt(150) == 0) {
        overload = new Absence(due, due + 40_000 + random.nextDouble() * 80_000);
      }
      paused = Math.max(paused, due + pause(due - overload.from(), overload.covers(due)));
      double sent = due > paused ? due : paused;
      if (sent >= died) {
        break;
      }
      sequence++;
      if (fault == Fault.BURST_LOSS && random.nextInt(120) == 0) {
        lostUntil = sent + 1_000 + random.nextDouble() * 5_000;
      }
      double appended = Math.max(sent + delay(scale, far), newest);
      if (sent < lostUntil
          || (inRack && isCut(rackAway, index, sent, 1_000))
          || isCut(logAway, index, sent, reconnect)
          || isCut(logAway, index, appended, reconnect)) {
        continue;
      }
      newest = appended;
      double told = fault == Fault.LATE_TIMERS ? Math.max(0, sent - due) : 0;
      beats.add(new Beat(sent, appended, read(appended), told, sequence));
    }
    double skew = fault == Fault.CLOCK_SKEW ? (random.nextDouble() - 0.5) * 600_000 : 0;
    return new Node(index, beats, died, skew);
  }

  /** Whether a node cannot reach the log, or has not found it again yet. */
  private static boolean isCut(List<Absence> absences, int node, double at, double reconnect) {
    for (Absence absence : absences) {
      // Spread evenly over the time that reconnecting may take, fixed for a node and an absence.
      double found = absence.to() + reconnect * share(node, absence);
      if (at >= absence.from() && at < found) {
        return true;
      }
    }
    return false;
  }

  private static double share(int node, Absence absence) {
    return (absence.from() * 0.6180339887498949 + node * 0.7548776662466927) % 1.0;
  }

  /**
   * How late a beat is sent.
   *
   * @param into how long the node has been overloaded, if it is
   */
  private double pause(double into, boolean overloaded) {
    if (fault == Fault.GC_PAUSES && random.nextInt(100) == 0) {
      return random.nextDouble() * random.nextDouble() * 9_000;
    }
    if (fault == Fault.LATE_TIMERS && overloaded) {
      boolean stops = into > 5_000 && random.nextInt(25) == 0;
      return stops ? 3_000 + random.nextDouble() * 6_000 : 100 + random.nextDouble() * 700;
    }
    return 0;
  }

  private double delay(double scale, boolean far) {
    double base = 2 + Math.abs(random.nextGaussian()) * 5;
    return switch (fault) {
      case LONG_TAIL -> base + pareto(scale, 1.6, 20_000);
      case SLOW_NETWORK -> far ? 200 + base * 10 + pareto(120, 1.8, 15_000) : base;
      default -> base;
    };
  }

  private double pareto(double scale, double shape, double most) {
    double drawn = scale * (StrictMath.pow(1 - random.nextDouble(), -1 / shape) - 1);
    return Math.min(most, drawn);
  }

  private double read(double appended) {
    Absence away = Absence.covering(readerAway, appended);
    return away == null ? appended + 3 : away.to();
  }

  private List<Pulse> pulses() {
    var pulses = new ArrayList<Pulse>();
    long session = 1;
    boolean wasAway = false;
    for (double sent = random.nextDouble() * PULSE; sent < END; sent += PULSE) {
      double appended = sent + 2 + Math.abs(random.nextGaussian()) * 3;
      boolean pulserAway = fault == Fault.RESTART && Absence.covering(readerAway, sent) != null;
      if (wasAway && !pulserAway) {
        session++;
      }
      wasAway = pulserAway;
      boolean lost =
          pulserAway
              || Absence.covering(logAway, sent) != null
              || Absence.covering(logAway, appended) != null;
      if (!lost) {
        pulses.add(new Pulse(sent, appended, read(appended), session));
      }
    }
    return pulses;
  }
}
