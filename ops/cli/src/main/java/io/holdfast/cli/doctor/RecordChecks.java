package io.holdfast.cli.doctor;

import static java.util.stream.Collectors.groupingBy;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.policy.Breakers;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.Progress;
import io.holdfast.schemas.signature.TrustedKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** What the records of the topics tell. */
final class RecordChecks {

  private static final Duration FRESH = Duration.ofSeconds(15);
  private static final Duration SKEW = Duration.ofSeconds(1);
  private static final Duration LATELY = Duration.ofDays(1);

  private final Cluster cluster;
  private final Instant now;
  private final List<SpecificRecord> judged;
  private final List<NodeProfile> profiles;
  private final Optional<TrustedKeys> trusted;

  /**
   * @param trusted the keys that readers trust, where they are known
   */
  RecordChecks(Cluster cluster, Instant now, Optional<TrustedKeys> trusted) {
    this.cluster = cluster;
    this.now = now;
    this.trusted = trusted;
    this.profiles = cluster.reader().newestValues(cluster.topics().nodes());
    this.judged = cluster.reader().newestValues(cluster.topics().nodeStatus());
  }

  List<Diagnosis> all() {
    List<Diagnosis> found = new ArrayList<>();
    found.add(verdicts());
    found.add(nodes());
    found.add(clocks());
    found.add(versions());
    var keys = new KeyCheck(profiles);
    found.addAll(trusted.map(keys::against).orElseGet(keys::unlisted));
    found.add(workloads());
    found.add(breakers());
    found.add(deadLetters());
    return found;
  }

  private Diagnosis verdicts() {
    Optional<Long> newest =
        progress().map(Progress::getPublishedAtMillis).max(Comparator.naturalOrder());
    if (newest.isEmpty()) {
      return Diagnosis.wrong(
          "verdicts", "nobody has judged nodes yet", "start health-stream on two machines");
    }
    Duration age = Duration.between(Instant.ofEpochMilli(newest.get()), now);
    long lag =
        progress().mapToLong(p -> p.getPublishedAtMillis() - p.getJudgedAtMillis()).max().orElse(0);
    return age.compareTo(FRESH) < 0
        ? Diagnosis.ok(
            "verdicts",
            "the newest is %.1f s old, judged %d ms behind the log"
                .formatted(Math.max(0, age.toMillis()) / 1000.0, Math.max(0, lag)))
        : Diagnosis.wrong(
            "verdicts",
            "the newest is %d s old".formatted(age.toSeconds()),
            "health-stream is away, or this machine's clock is not the brokers': see ops/runbooks/HoldfastVerdictLag.md");
  }

  private Stream<Progress> progress() {
    return judged.stream().filter(Progress.class::isInstance).map(Progress.class::cast);
  }

  private List<NodeStatus> statuses() {
    return judged.stream()
        .filter(NodeStatus.class::isInstance)
        .map(NodeStatus.class::cast)
        .toList();
  }

  private Diagnosis nodes() {
    Map<NodeState, List<NodeStatus>> byState =
        new TreeMap<>(statuses().stream().collect(groupingBy(NodeStatus::getState)));
    List<NodeStatus> dead =
        Stream.of(NodeState.DEAD, NodeState.ENDED)
            .flatMap(state -> byState.getOrDefault(state, List.of()).stream())
            .toList();
    var counts = new StringBuilder();
    byState.forEach(
        (state, list) ->
            counts
                .append(counts.length() == 0 ? "" : ", ")
                .append(list.size())
                .append(' ')
                .append(state));
    if (byState.isEmpty()) {
      return Diagnosis.note("nodes", "none was heard yet", "start an agent");
    }
    return dead.isEmpty()
        ? Diagnosis.ok("nodes", counts.toString())
        : Diagnosis.wrong(
            "nodes", counts.toString(), "holdfast node status " + dead.get(0).getNode());
  }

  private Diagnosis clocks() {
    Optional<NodeStatus> worst =
        statuses().stream()
            .filter(status -> status.getState() == NodeState.ALIVE)
            .max(Comparator.comparingLong(status -> Math.abs(status.getClockSkewMillis())));
    if (worst.isEmpty()) {
      return Diagnosis.ok("clocks", "no live node to compare");
    }
    NodeStatus node = worst.get();
    String told =
        "%s differs most from the brokers: %d ms"
            .formatted(node.getNode(), node.getClockSkewMillis());
    return Math.abs(node.getClockSkewMillis()) < SKEW.toMillis()
        ? Diagnosis.ok("clocks", told)
        : Diagnosis.note(
            "clocks", told, "mend its NTP; no verdict comes from it, but people read its logs");
  }

  private Diagnosis versions() {
    TreeMap<String, List<NodeProfile>> byVersion =
        new TreeMap<>(profiles.stream().collect(groupingBy(NodeProfile::getAgentVersion)));
    return byVersion.size() <= 1
        ? Diagnosis.ok("versions", "all agents are of one version: " + byVersion.keySet())
        : Diagnosis.note(
            "versions",
            "agents are of several versions: " + byVersion.keySet(),
            "any order is allowed; finish the upgrade: holdfast node list --filter agent!="
                + byVersion.lastKey());
  }

  private Diagnosis workloads() {
    List<Placement> placements = cluster.reader().newestValues(cluster.topics().placements());
    List<String> unplaceable =
        placements.stream()
            .filter(placement -> placement.getPhase() == PlacementPhase.UNPLACEABLE)
            .map(Placement::getWorkload)
            .toList();
    long running = placements.stream().filter(p -> p.getPhase() == PlacementPhase.RUNNING).count();
    return unplaceable.isEmpty()
        ? Diagnosis.ok("workloads", running + " run, none is unplaceable")
        : Diagnosis.wrong(
            "workloads",
            unplaceable.size() + " fit on no node: " + unplaceable.get(0) + " …",
            "holdfast why " + unplaceable.get(0));
  }

  private Diagnosis breakers() {
    List<String> tripped =
        Breakers.of(cluster).entrySet().stream()
            .filter(breaker -> breaker.getValue().isTripped())
            .map(Map.Entry::getKey)
            .toList();
    return tripped.isEmpty()
        ? Diagnosis.ok("breakers", "none is tripped")
        : Diagnosis.wrong(
            "breakers",
            "tripped in " + String.join(", ", tripped),
            "holdfast breaker status; then see ops/runbooks/HoldfastBreakerTripped.md");
  }

  private Diagnosis deadLetters() {
    long count =
        cluster.reader().count(cluster.topics().deadLetters(), Start.at(now.minus(LATELY)));
    return count == 0
        ? Diagnosis.ok("dead letters", "none within a day")
        : Diagnosis.note(
            "dead letters", count + " within a day", "see ops/runbooks/HoldfastDeadLetters.md");
  }
}
