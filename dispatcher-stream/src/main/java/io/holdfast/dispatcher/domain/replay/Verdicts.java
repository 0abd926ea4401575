package io.holdfast.dispatcher.domain.replay;

import io.holdfast.dispatcher.domain.replay.Difference.What;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * Holds the verdicts in the pools' log against those that the heartbeats bring, by identity and by
 * content, as far as the heartbeats are still there.
 */
public final class Verdicts {

  private final LongPredicate isOfInterest;
  private final SortedMap<Identity, NodeStatus> judged = new TreeMap<>();
  private final SortedMap<Identity, NodeStatus> told = new TreeMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private final Map<String, Span> spans = new TreeMap<>();
  private final Map<String, Long> reached = new TreeMap<>();

  /**
   * @param isOfInterest of a broker time, epoch milliseconds: whether what was judged then is
   *     compared
   */
  public Verdicts(LongPredicate isOfInterest) {
    this.isOfInterest = isOfInterest;
  }

  /** Offsets of a partition of heartbeats that were judged again. */
  private record Span(long first, long end) {}

  private record Identity(
      String partition, long offset, String node, long incarnation, NodeState state)
      implements Comparable<Identity> {

    static Identity of(NodeStatus status) {
      return new Identity(
          Verdicts.partition(Position.of(status.getDecidedAt())),
          status.getDecidedAt().getOffset(),
          status.getNode(),
          status.getIncarnation(),
          status.getState());
    }

    @Override
    public int compareTo(Identity other) {
      int order = partition.compareTo(other.partition);
      order = order != 0 ? order : Long.compare(offset, other.offset);
      order = order != 0 ? order : node.compareTo(other.node);
      order = order != 0 ? order : Long.compare(incarnation, other.incarnation);
      return order != 0 ? order : state.compareTo(other.state);
    }

    @Override
    public String toString() {
      return "verdict %s of node %s, incarnation %d, at heartbeats offset %d"
          .formatted(state, node, incarnation, offset);
    }
  }

  private static String partition(Position position) {
    return position.topicId() + "/" + position.partition();
  }

  /** A partition of heartbeats was judged again from its first record on, to before {@code end}. */
  public void covers(String topicId, int partition, long first, long end) {
    spans.put(partition(new Position(topicId, partition, first)), new Span(first, end));
  }

  /** A new verdict that the heartbeats bring. */
  public void judged(NodeStatus fresh) {
    judged.put(Identity.of(fresh), fresh);
  }

  /** A copy in a pool's log. */
  public void told(NodeStatus copy) {
    if (!isOfInterest.test(copy.getDecidedAtMillis())) {
      return;
    }
    NodeStatus before = told.putIfAbsent(Identity.of(copy), copy);
    if (before != null && !isSameVerdict(before, copy)) {
      differences.add(
          new Difference(
              What.ALTERED,
              Identity.of(copy).toString(),
              "is told as " + before + ", and as " + copy));
    }
  }

  /** How far health-stream said that it had judged. */
  public void told(Progress progress) {
    Position at = Position.of(progress.getJudged());
    reached.merge(partition(at), at.offset(), StrictMath::max);
  }

  /** Every difference, in the order of the heartbeats. */
  public List<Difference> differences() {
    SortedMap<Identity, Difference> found = new TreeMap<>();
    told.forEach(
        (id, was) -> {
          NodeStatus is = judged.get(id);
          if (isCovered(id) && is == null) {
            found.put(id, difference(What.FOREIGN, id, "is in the log, but not judged so: " + was));
          } else if (is != null && !isSameVerdict(is, was)) {
            found.put(id, difference(What.ALTERED, id, "was " + was + ", and is " + is));
          }
        });
    judged.forEach(
        (id, is) -> {
          boolean isDue =
              isOfInterest.test(is.getDecidedAtMillis())
                  && id.offset() <= reached.getOrDefault(id.partition(), -1L);
          if (isDue && !told.containsKey(id)) {
            found.put(id, difference(What.MISSING, id, "is not in the log: " + is));
          }
        });
    List<Difference> all = new ArrayList<>(differences);
    all.addAll(found.values());
    return all;
  }

  private boolean isCovered(Identity id) {
    Span span = spans.get(id.partition());
    return span != null && id.offset() >= span.first() && id.offset() < span.end();
  }

  /** A verdict that is said again knows newer heartbeats; what was judged stays. */
  private static boolean isSameVerdict(NodeStatus one, NodeStatus other) {
    return judgement(one).equals(judgement(other));
  }

  private static NodeStatus judgement(NodeStatus status) {
    return NodeStatus.newBuilder(status)
        .setMode(io.holdfast.records.HeartbeatMode.NORMAL)
        .setHeardAtMillis(0)
        .setSequence(0)
        .setClockSkewMillis(0)
        .build();
  }

  private static Difference difference(What what, Identity id, String sentence) {
    return new Difference(what, id.toString(), sentence);
  }

  /** Verdicts that the heartbeats brought, of any time. */
  public int size() {
    return judged.size();
  }
}
