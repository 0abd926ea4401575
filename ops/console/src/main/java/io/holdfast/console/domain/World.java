package io.holdfast.console.domain;

import io.holdfast.records.BackupEvent;
import io.holdfast.records.Command;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Decision;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadSample;
import io.holdfast.records.Manifest;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Operation;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.Progress;
import io.holdfast.schemas.policy.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Everything that the topics say, as far as the page shows it. Not thread-safe.
 *
 * <p>All times are the broker's, in epoch milliseconds.
 */
public final class World {

  private static final int MOST_DECISIONS = 5_000;
  private static final int MOST_MOVES = 3_000;
  private static final int MOST_NEWS = 500;

  private final Fleet fleet = new Fleet();
  private final NavigableMap<String, Pool> pools = new TreeMap<>();
  private final NavigableMap<String, Placement> placements = new TreeMap<>();
  private final NavigableMap<String, Database> databases = new TreeMap<>();
  private final Recent<Decision> decisions = new Recent<>(MOST_DECISIONS);
  private final Recent<Object> moves = new Recent<>(MOST_MOVES);
  private final Recent<NodeStatus> verdicts = new Recent<>(MOST_MOVES);
  private final List<Recent.Event<Object>> news = new ArrayList<>();
  private final Map<String, Standing> standings = new HashMap<>();
  private long arrivals;
  private long missedNews;
  private long judgedAtMillis;

  /** One record that was read, in the order of its partition. */
  public void accept(Object record, long atMillis) {
    if (record instanceof Heartbeat beat) {
      change(beat.getNode(), node -> node.beat(beat, atMillis));
    } else if (record instanceof LoadSample sample) {
      fleet.timeIs(atMillis);
      change(sample.getNode(), node -> node.sample(sample, atMillis));
    } else if (record instanceof Progress progress) {
      judgedAtMillis = Math.max(judgedAtMillis, progress.getPublishedAtMillis());
    } else if (record instanceof NodeStatus status) {
      judged(status, atMillis);
    } else if (record instanceof NodeProfile profile) {
      change(profile.getNode(), node -> node.profile(profile));
    } else if (record instanceof LoadBalance balance) {
      pool(balance.getPool()).window(balance);
      tell(record, atMillis);
    } else if (record instanceof Placement placement) {
      placements.put(placement.getWorkload(), placement);
      pool(placement.getPool());
      tell(record, atMillis);
    } else if (record instanceof Decision decision) {
      decisions.add(atMillis, decision);
      pool(decision.getPool()).breaker().decided(decision);
      tell(record, atMillis);
    } else if (record instanceof Command || record instanceof CommandResult) {
      moves.add(atMillis, record);
      tell(record, atMillis);
    } else {
      acceptRare(record, atMillis);
    }
  }

  private void acceptRare(Object record, long atMillis) {
    if (record instanceof PoolPolicy policy) {
      pool(policy.getPool()).policy(policy);
    } else if (record instanceof Operation operation) {
      asked(operation, atMillis);
      tell(record, atMillis);
    } else if (record instanceof Manifest manifest) {
      database(manifest.getDatabase()).manifest(manifest);
    } else if (record instanceof BackupEvent event) {
      database(event.getDatabase()).event(atMillis, event);
      tell(record, atMillis);
    }
  }

  /** A node's profile or status was removed from its topic. */
  public void nodeGone(String node) {
    fleet.remove(node);
  }

  public void workloadGone(String workload) {
    placements.remove(workload);
  }

  private void judged(NodeStatus status, long atMillis) {
    change(
        status.getNode(),
        node -> {
          if (node.status(status)) {
            verdicts.add(atMillis, status);
            tell(status, atMillis);
          }
        });
  }

  /** With the first word of its pool or zone, or another one, a node belongs elsewhere. */
  private void change(String name, Consumer<Node> change) {
    Node node = fleet.at(name);
    String pool = node.pool();
    String zone = node.zone();
    change.accept(node);
    node.stands(standings.getOrDefault(name, Standing.NONE));
    if (!pool.equals(node.pool()) || !zone.equals(node.zone())) {
      fleet.placesChanged();
      pool(node.pool());
    }
  }

  private void asked(Operation operation, long atMillis) {
    String name = operation.getNode();
    if (name != null) {
      Standing standing = standings.getOrDefault(name, Standing.NONE).after(operation, atMillis);
      standings.put(name, standing);
      fleet.find(name).ifPresent(node -> node.stands(standing));
    }
  }

  private Pool pool(String name) {
    return pools.computeIfAbsent(name, Pool::new);
  }

  private Database database(String name) {
    return databases.computeIfAbsent(name, Database::new);
  }

  private void tell(Object record, long atMillis) {
    if (news.size() < MOST_NEWS) {
      news.add(new Recent.Event<>(atMillis, arrivals++, record));
    } else {
      missedNews++;
    }
  }

  /** What happened since this was asked last, in the order of arrival; at most 500. */
  public List<Recent.Event<Object>> takeNews() {
    var taken = List.copyOf(news);
    news.clear();
    return taken;
  }

  /** How much happened beyond those 500 since this was asked last. */
  public long takeMissedNews() {
    long missed = missedNews;
    missedNews = 0;
    return missed;
  }

  public Fleet fleet() {
    return fleet;
  }

  /** By name. */
  public Collection<Pool> pools() {
    return pools.values();
  }

  public NavigableMap<String, Pool> poolsByName() {
    return pools;
  }

  /** Newest placement of each workload, by name. */
  public NavigableMap<String, Placement> placements() {
    return placements;
  }

  /** Workloads of the pool whose failover its breaker holds back, by name. */
  public List<String> held(Pool pool) {
    return pool.breaker().held().stream()
        .filter(placements::containsKey)
        .filter(workload -> placements.get(workload).getPhase() == PlacementPhase.HELD)
        .toList();
  }

  /** Workloads by pool and phase. */
  public Map<String, Map<PlacementPhase, Integer>> phases() {
    var phases = new TreeMap<String, Map<PlacementPhase, Integer>>();
    for (Placement placement : placements.values()) {
      phases
          .computeIfAbsent(placement.getPool(), pool -> new EnumMap<>(PlacementPhase.class))
          .merge(placement.getPhase(), 1, Integer::sum);
    }
    return phases;
  }

  public NavigableMap<String, Database> databases() {
    return databases;
  }

  public Recent<Decision> decisions() {
    return decisions;
  }

  /** Commands and their results. */
  public Recent<Object> moves() {
    return moves;
  }

  public Recent<NodeStatus> verdicts() {
    return verdicts;
  }

  /** Until when health-stream has judged; 0 before it said so. */
  public long judgedAtMillis() {
    return judgedAtMillis;
  }
}
