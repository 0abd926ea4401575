package io.holdfast.cli.node;

import static java.util.stream.Collectors.groupingBy;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.TopicReader;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The nodes of an installation, by id: what they say of themselves, what is judged of them, what is
 * placed on them.
 */
public final class Fleet {

  private final Map<String, Member> members = new TreeMap<>();

  Fleet(List<NodeProfile> profiles, List<NodeStatus> statuses, List<Placement> placements) {
    var profileOf = new TreeMap<String, NodeProfile>();
    profiles.forEach(profile -> profileOf.put(profile.getNode(), profile));
    var statusOf = new TreeMap<String, NodeStatus>();
    statuses.forEach(status -> statusOf.put(status.getNode(), status));
    Map<String, List<Placement>> placedOn =
        placements.stream()
            .filter(placement -> placement.getNode() != null)
            .collect(groupingBy(Placement::getNode));
    var ids = new TreeSet<>(profileOf.keySet());
    ids.addAll(statusOf.keySet());
    for (String id : ids) {
      members.put(
          id,
          new Member(
              id, profileOf.get(id), statusOf.get(id), placedOn.getOrDefault(id, List.of())));
    }
  }

  /** As the topics have it now. */
  public static Fleet of(Cluster cluster) {
    TopicReader reader = cluster.reader();
    var profiles = reader.newestValues(cluster.topics().nodes());
    var statuses =
        reader.newestValues(cluster.topics().nodeStatus()).stream()
            .filter(NodeStatus.class::isInstance)
            .map(NodeStatus.class::cast)
            .toList();
    return new Fleet(profiles, statuses, reader.newestValues(cluster.topics().placements()));
  }

  Set<String> ids() {
    return members.keySet();
  }

  List<Member> members() {
    return List.copyOf(members.values());
  }

  /**
   * One node.
   *
   * @throws Failure with {@link ExitCode#NOT_FOUND} when nothing is known of it
   */
  public Member member(String node) {
    Member member = members.get(node);
    if (member == null) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          "No node %s has ever been heard: `holdfast node list` shows those that were."
              .formatted(node));
    }
    return member;
  }
}
