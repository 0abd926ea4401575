package io.holdfast.health.domain.liveness;

import io.holdfast.health.domain.LogPartition;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.time.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import org.apache.avro.specific.SpecificRecord;

/**
 * A fleet, a pulser and the log of one partition between them, in steps of 50 ms of true time. What
 * is appended is judged at once, and kept, so that it can be judged again.
 */
final class FleetLog {

  static final int STEP = 50;
  static final LogPartition PARTITION = new LogPartition("testTopicIdOf22Letters", 3);

  /** A log begins with a grace; it is over when the fleet joins. */
  static final int BEGIN = 13_000;

  private static final long BROKER_EPOCH = 1_700_000_000_000L;

  /** One record of the log. */
  record Entry(long offset, long millis, String key, SpecificRecord value) {}

  /** One agent; public fields so that a test can make it misbehave. */
  final class Agent {
    final String node;
    String pool = "p";
    long incarnation = 1_000;
    Long predecessor;
    String bootId = "boot-1";
    long sequence;
    int interval = (int) profile.interval().toMillis();
    int lease = (int) profile.lease().toMillis();
    int lateness;
    long clockSkew;
    HeartbeatMode mode = HeartbeatMode.NORMAL;
    boolean beating = true;
    long nextBeat;

    private Agent(String node, long firstBeat) {
      this.node = node;
      this.nextBeat = firstBeat;
    }

    Agent beat() {
      append(node, heartbeat());
      return this;
    }

    Heartbeat heartbeat() {
      return new Heartbeat(
          node,
          pool,
          incarnation,
          predecessor,
          bootId,
          ++sequence,
          BROKER_EPOCH + now + clockSkew,
          interval,
          lease,
          lateness,
          mode);
    }

    Agent dies() {
      beating = false;
      return this;
    }

    Agent livesAgain() {
      beating = true;
      nextBeat = now;
      return this;
    }

    /** A new incarnation that names this one. */
    Agent restarts(String boot) {
      predecessor = incarnation;
      incarnation += 1_000;
      bootId = boot;
      sequence = 0;
      return livesAgain();
    }
  }

  private final TreeMap<String, Agent> agents = new TreeMap<>();
  private final List<Entry> log = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final Profile profile;
  private final LivenessSettings settings;
  private Liveness liveness;
  private long session = 77;
  private long now;
  private long nextPulse;

  FleetLog() {
    this(Settings.fixed());
  }

  FleetLog(LivenessSettings settings) {
    this(settings, Profile.DEFAULT);
  }

  /**
   * @param profile by which agents beat and the pulser pulses
   */
  FleetLog(LivenessSettings settings, Profile profile) {
    this.profile = profile;
    this.settings = settings;
    this.liveness = new Liveness(PARTITION, settings);
    run(BEGIN);
  }

  Agent node(String node) {
    return agents.computeIfAbsent(node, id -> new Agent(id, now + agents.size() % 20 * STEP));
  }

  /** An agent that beats by hand only. */
  Agent stranger(String node) {
    return new Agent(node, Long.MAX_VALUE);
  }

  FleetLog nodes(int count) {
    for (int i = 0; i < count; i++) {
      node(String.format("n%03d", i));
    }
    return this;
  }

  FleetLog run(long millis) {
    for (long end = now + millis; now < end; now += STEP) {
      for (Agent agent : agents.values()) {
        if (agent.beating && agent.nextBeat <= now) {
          agent.nextBeat = now + agent.interval;
          agent.beat();
        }
      }
      if (nextPulse <= now) {
        nextPulse = now + profile.pulse().toMillis();
        pulse();
      }
    }
    return this;
  }

  /** Agents beat, but nobody pulses. */
  FleetLog runWithoutPulses(long millis) {
    for (long end = now + millis; now < end; now += STEP) {
      for (Agent agent : agents.values()) {
        if (agent.beating && agent.nextBeat <= now) {
          agent.nextBeat = now + agent.interval;
          agent.beat();
        }
      }
    }
    return this;
  }

  /** Nobody is heard, but the pulser pulses. */
  FleetLog runWithoutAgents(long millis) {
    for (long end = now + millis; now < end; now += STEP) {
      if (nextPulse <= now) {
        nextPulse = now + profile.pulse().toMillis();
        pulse();
      }
    }
    return this;
  }

  /** The log is away: nothing is appended. Agents are heard again some time after it is back. */
  FleetLog away(long millis, long reconnect) {
    now += millis;
    int i = 0;
    for (Agent agent : agents.values()) {
      agent.nextBeat = now + (reconnect == 0 ? 0 : i++ * STEP % reconnect);
    }
    return this;
  }

  /** The pulser's process ends and another begins. */
  FleetLog pulserRestarts() {
    session++;
    return this;
  }

  FleetLog pulse() {
    return append(null, new Pulse(session, now * 1_000_000 + session * 31_000_000_000L, "test"));
  }

  FleetLog mark(String pool, long version, LivenessPolicy policy) {
    var mark = new PolicyMark();
    mark.setPool(pool);
    mark.setVersion(version);
    mark.setLiveness(policy);
    return append(null, mark);
  }

  FleetLog append(String key, SpecificRecord value) {
    var entry = new Entry(log.size(), BROKER_EPOCH + now, key, value);
    log.add(entry);
    feed(liveness, entry, verdicts);
    return this;
  }

  private static void feed(Liveness liveness, Entry entry, List<Verdict> into) {
    liveness.accept(entry.offset(), entry.millis(), entry.key(), entry.value(), into::add);
  }

  long now() {
    return now;
  }

  List<Entry> log() {
    return log;
  }

  Liveness liveness() {
    return liveness;
  }

  /** Judges the kept log anew, replacing the state by its written and read self at some offsets. */
  List<Verdict> judgedAnew(LongPredicate restartBefore) {
    var again = new Liveness(PARTITION, settings);
    var into = new ArrayList<Verdict>();
    for (Entry entry : log) {
      if (restartBefore.test(entry.offset())) {
        again = Copies.restarted(again, settings);
      }
      feed(again, entry, into);
    }
    return into;
  }

  /** Judges the kept log as a broker would have stamped it whose clock goes as it pleases. */
  List<Verdict> judgedByClock(LongUnaryOperator brokerMillis) {
    var again = new Liveness(PARTITION, settings);
    var into = new ArrayList<Verdict>();
    for (Entry entry : log) {
      long stamped = brokerMillis.applyAsLong(entry.millis());
      feed(again, new Entry(entry.offset(), stamped, entry.key(), entry.value()), into);
    }
    return into;
  }

  List<NodeStatus> statuses() {
    return statuses(verdicts);
  }

  static List<NodeStatus> statuses(List<Verdict> verdicts) {
    return verdicts.stream()
        .filter(Verdict.Fresh.class::isInstance)
        .map(verdict -> ((Verdict.Fresh) verdict).status())
        .toList();
  }

  /** New verdicts as words, such as {@code n1 DEAD SILENT}. */
  List<String> words() {
    return statuses().stream()
        .map(status -> status.getNode() + " " + status.getState() + " " + status.getCause())
        .toList();
  }

  List<String> words(String node) {
    return words().stream()
        .filter(words -> words.startsWith(node + " "))
        .map(words -> words.substring(node.length() + 1))
        .toList();
  }

  NodeStatus newest(String node) {
    List<NodeStatus> all = statuses().stream().filter(s -> s.getNode().equals(node)).toList();
    return all.get(all.size() - 1);
  }

  <V extends Verdict> List<V> all(Class<V> kind) {
    return verdicts.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
