package io.holdfast.console.domain;

import io.holdfast.records.NodeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All nodes, laid out by pool, zone and name. The layout has a version; between two layouts a
 * picture of the whole fleet is two bytes a node, in the order of the layout.
 */
public final class Fleet {

  /** Without a sample for so long, a node's load is unknown. */
  private static final long LOAD_HOLDS_MILLIS = Duration.ofSeconds(30).toMillis();

  private static final Comparator<Node> ORDER =
      Comparator.comparing(Node::pool).thenComparing(Node::zone).thenComparing(Node::name);

  /** The nodes of one zone of one pool, by name. */
  public record Group(String pool, String zone, List<Node> nodes) {}

  private final Map<String, Node> nodes = new HashMap<>();
  private List<Node> laidOut = List.of();
  private long layout;
  private boolean moved = true;
  private long newestMillis;

  /** The node of that name, made known if it was not. */
  Node at(String name) {
    Node known = nodes.get(name);
    if (known == null) {
      known = new Node(name);
      nodes.put(name, known);
      moved = true;
    }
    return known;
  }

  void remove(String name) {
    moved |= nodes.remove(name) != null;
  }

  /** A node may belong elsewhere now. */
  void placesChanged() {
    moved = true;
  }

  void timeIs(long brokerMillis) {
    newestMillis = Math.max(newestMillis, brokerMillis);
  }

  /** Broker time of the newest load sample, epoch milliseconds; 0 before the first. */
  public long nowMillis() {
    return newestMillis;
  }

  public Optional<Node> find(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  public Collection<Node> all() {
    return nodes.values();
  }

  /** Version of the layout; grows when a node comes, goes or belongs elsewhere. */
  public long layout() {
    arrange();
    return layout;
  }

  /** The nodes in the order of the picture, by zones. */
  public List<Group> groups() {
    arrange();
    var groups = new ArrayList<Group>();
    Group current = null;
    for (Node node : laidOut) {
      if (current == null
          || !current.pool().equals(node.pool())
          || !current.zone().equals(node.zone())) {
        current = new Group(node.pool(), node.zone(), new ArrayList<>());
        groups.add(current);
      }
      current.nodes().add(node);
    }
    return groups;
  }

  /** Two bytes a node: its state, its load. */
  public byte[] picture() {
    arrange();
    byte[] picture = new byte[2 * laidOut.size()];
    int at = 0;
    for (Node node : laidOut) {
      picture[at++] = (byte) node.stateByte(newestMillis);
      picture[at++] = (byte) node.loadByte(newestMillis - LOAD_HOLDS_MILLIS);
    }
    return picture;
  }

  /** Nodes by pool and state. */
  public Map<String, Map<NodeState, Integer>> counts() {
    var counts = new TreeMap<String, Map<NodeState, Integer>>();
    for (Node node : nodes.values()) {
      node.state()
          .ifPresent(
              state ->
                  counts
                      .computeIfAbsent(node.pool(), pool -> new EnumMap<>(NodeState.class))
                      .merge(state, 1, Integer::sum));
    }
    return counts;
  }

  /** How many nodes of a pool are known and were never judged; none of the other pools. */
  public Map<String, Integer> unjudged() {
    var counts = new TreeMap<String, Integer>();
    for (Node node : nodes.values()) {
      if (node.state().isEmpty()) {
        counts.merge(node.pool(), 1, Integer::sum);
      }
    }
    return counts;
  }

  private void arrange() {
    if (moved) {
      moved = false;
      laidOut = nodes.values().stream().sorted(ORDER).toList();
      layout++;
    }
  }
}
