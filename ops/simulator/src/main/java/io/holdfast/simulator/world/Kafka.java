package io.holdfast.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A cluster of three brokers, as its clients see it: each partition has one leader or none; a
 * request reaches the leader over the party's link, is served there at one instant, and the answer
 * comes back, or not. What was acknowledged is never lost (acks=all, no unclean election).
 */
public final class Kafka {

  public static final int BROKERS = 3;
  static final int NOBODY = -1;

  private static final long LATENCY = 1_000_000;

  /** How long clients take, at most, to find a leader that was hardly away. */
  private static final long QUICKLY = 700_000_000;

  /**
   * How long clients wait for an answer. Then they close the connection, and on the next one
   * nothing is sent before the broker has spoken: so no more than this can pile up.
   */
  private static final long PATIENCE = 2_000_000_000;

  private final Scheduler scheduler;
  private final Dice dice;
  private final List<Log> logs = new ArrayList<>();
  private final List<Party> parties = new ArrayList<>();
  private final boolean[] isUp = {true, true, true};
  private final long[] frozenSince = new long[BROKERS];
  private final long[] frozenUntil = new long[BROKERS];
  private final DriftingClock[] clocks = new DriftingClock[BROKERS];

  public Kafka(Scheduler scheduler, Dice dice, long epochMillis) {
    this.scheduler = scheduler;
    this.dice = dice;
    for (int broker = 0; broker < BROKERS; broker++) {
      long skew = dice.between(-500_000_000L, 500_000_000L);
      clocks[broker] = new DriftingClock(scheduler, epochMillis * 1_000_000 + skew, 1);
    }
  }

  /** Makes a partition. */
  public Log log(String topic, int partition) {
    var log = new Log(logs.size(), topic, partition);
    log.leads(logs.size() % BROKERS, scheduler.now());
    log.isServed(true, scheduler.now());
    logs.add(log);
    return log;
  }

  /**
   * Makes a party.
   *
   * @param patience how long it may take, at most, until it finds a broker again, nanoseconds
   */
  public Party party(String name, long patience) {
    var party = new Party(name, patience);
    parties.add(party);
    return party;
  }

  /**
   * Asks the leader of a partition for something.
   *
   * @param serve what the leader does, at one instant
   * @param answered takes what it said, when the answer comes; an answer may never come
   */
  public void ask(Party from, Log log, LongSupplier serve, LongConsumer answered) {
    ask(from, log, 0, serve, answered);
  }

  /**
   * The same, but the leader lets it wait for a moment before it serves it, as a long poll.
   *
   * @param answered null if nobody waits for an answer
   */
  public void ask(Party from, Log log, long wait, LongSupplier serve, LongConsumer answered) {
    int broker = log.leader();
    if (broker == NOBODY || !isUp[broker] || !isFound(from, log)) {
      return;
    }
    var visit = new Visit(from.link(broker), broker, log, serve, answered);
    long arrival = visit.link.arrival(scheduler.now(), dice, LATENCY);
    scheduler.at(arrival + wait, visit);
  }

  /** Appends a record at the leader, while it serves a request. */
  public int append(Log log, String key, Object value, Transaction transaction) {
    long millis = clocks[Math.max(0, log.leader())].read() / 1_000_000;
    return log.append(key, value, millis, scheduler.now(), transaction);
  }

  /** Whether the party could reach the leader of the partition and hear its answer. */
  public boolean isReachable(Party from, Log log) {
    int broker = log.leader();
    if (broker == NOBODY || !isUp[broker] || isFrozen(broker)) {
      return false;
    }
    Link link = from.link(broker);
    return link.asks() && link.answers() && isFound(from, log);
  }

  /** Whether the party has a connection to the leader, and knows that it is the leader. */
  private boolean isFound(Party from, Log log) {
    long now = scheduler.now();
    return from.link(log.leader()).isFound(now) && from.finds(log.number(), now);
  }

  private boolean isFrozen(int broker) {
    return frozenUntil[broker] > scheduler.now();
  }

  /** One request on its way to the leader and back. */
  private final class Visit implements Runnable {

    private final Link link;
    private final int broker;
    private final Log log;
    private final LongSupplier serve;
    private final LongConsumer answered;
    private boolean isServed;
    private long answer;

    Visit(Link link, int broker, Log log, LongSupplier serve, LongConsumer answered) {
      this.link = link;
      this.broker = broker;
      this.log = log;
      this.serve = serve;
      this.answered = answered;
    }

    @Override
    public void run() {
      if (isServed) {
        comeBack();
      } else {
        arrive();
      }
    }

    private void arrive() {
      if (!link.asks()) {
        meetCut();
      } else if (isFrozen(broker)) {
        if (scheduler.now() - frozenSince[broker] < PATIENCE) {
          scheduler.at(frozenUntil[broker], this);
        }
      } else if (isUp[broker] && log.leader() == broker) {
        isServed = true;
        answer = serve.getAsLong();
        if (answered != null) {
          scheduler.at(link.answer(scheduler.now(), dice, LATENCY), this);
        }
      }
    }

    private void comeBack() {
      if (link.answers()) {
        answered.accept(answer);
      } else {
        meetCut();
      }
    }

    /** Some buffer keeps it, or not. */
    private void meetCut() {
      if (scheduler.now() - link.cutSince() < PATIENCE && dice.chance(0.5)) {
        link.hold(this);
      }
    }
  }

  // What may befall it.

  /** The broker dies; its partitions get other leaders after an election. */
  public void stop(int broker, long election) {
    if (!isUp[broker]) {
      return;
    }
    isUp[broker] = false;
    for (Log log : logs) {
      if (log.leader() == broker) {
        elect(log, election);
      }
    }
    for (Party party : parties) {
      party.link(broker).breakDown(scheduler.now() + dice.between(0, patience(party, 0)));
    }
  }

  /** It is back; it leads what nobody led. */
  public void start(int broker) {
    isUp[broker] = true;
    for (Log log : logs) {
      if (log.leader() == NOBODY) {
        lead(log, NOBODY);
      }
    }
  }

  /** Another leader is elected for a partition, though nothing is wrong with the old one. */
  public void moveLeader(int log, long election) {
    elect(logs.get(log % logs.size()), election);
  }

  /** It serves nobody for a while, and then those who had asked before they gave up. */
  public void freeze(int broker, long duration) {
    if (!isFrozen(broker)) {
      frozenSince[broker] = scheduler.now();
    }
    frozenUntil[broker] = Math.max(frozenUntil[broker], scheduler.now() + duration);
    noteService();
    scheduler.at(frozenUntil[broker], this::noteService);
  }

  public void stepClock(int broker, long nanos) {
    clocks[broker].step(nanos);
  }

  /** Cuts or mends the link between a party and one broker. */
  public void cut(Party party, int broker, boolean asks, boolean answers) {
    party.link(broker).passes(asks, answers, scheduler);
  }

  /** Makes the link slow and unsteady, each message up to so much, or as it was with 0. */
  public void slow(Party party, int broker, long requests, long replies) {
    party.link(broker).slowness(requests, replies);
  }

  private void elect(Log log, long election) {
    int before = log.leader();
    log.leads(NOBODY, scheduler.now());
    noteService();
    scheduler.after(
        election,
        () -> {
          if (log.leader() == NOBODY) {
            lead(log, before);
          }
        });
  }

  private void lead(Log log, int ratherNot) {
    int first = dice.below(BROKERS);
    int chosen = NOBODY;
    for (int i = 0; i < BROKERS; i++) {
      int candidate = (first + i) % BROKERS;
      boolean isBetter = chosen == NOBODY || chosen == ratherNot;
      if (isUp[candidate] && isBetter) {
        chosen = candidate;
      }
    }
    long leaderless = scheduler.now() - log.leaderlessSince();
    log.leads(chosen, scheduler.now());
    noteService();
    if (chosen != NOBODY) {
      loseTouch(log, leaderless);
    }
  }

  /**
   * Each party finds the new leader in a time of its own. It goes on with what else that broker
   * leads: another partition of it is no reason to leave.
   */
  private void loseTouch(Log log, long leaderless) {
    for (Party party : parties) {
      party.loses(log.number(), scheduler.now() + dice.between(0, patience(party, leaderless)));
    }
  }

  /** Clients try the less often the longer it was away. */
  private static long patience(Party party, long away) {
    return Math.min(Math.max(QUICKLY, away), party.patience());
  }

  private void noteService() {
    for (Log log : logs) {
      int leader = log.leader();
      boolean isServed = leader != NOBODY && isUp[leader] && !isFrozen(leader);
      log.isServed(isServed, scheduler.now());
    }
  }
}
