package io.holdfast.cli.doctor;

import static java.util.stream.Collectors.joining;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.topics.TopicHealth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;

/** What the brokers themselves can tell. */
final class BrokerChecks {

  /** Records that a healthy app may be behind for a moment. */
  private static final long MUCH = 10_000;

  private final Cluster cluster;
  private final Admin admin;

  BrokerChecks(Cluster cluster) {
    this.cluster = cluster;
    this.admin = cluster.admin();
  }

  List<Diagnosis> brokers() throws ExecutionException, InterruptedException {
    Collection<Node> nodes = admin.describeCluster().nodes().get();
    String level =
        admin.describeFeatures().featureMetadata().get().finalizedFeatures().entrySet().stream()
            .filter(feature -> feature.getKey().equals("metadata.version"))
            .map(feature -> ", metadata version " + feature.getValue().maxVersionLevel())
            .collect(joining());
    String answer =
        "%d answer%s at %s%s"
            .formatted(
                nodes.size(), nodes.size() == 1 ? "s" : "", cluster.address().bootstrap(), level);
    return List.of(
        nodes.size() >= 3
            ? Diagnosis.ok("brokers", answer)
            : Diagnosis.note(
                "brokers",
                answer + ": none may be lost",
                "for production run three, with 3 replicas and min.insync.replicas 2"));
  }

  List<Diagnosis> access() throws ExecutionException, InterruptedException {
    try {
      Collection<AclBinding> acls = admin.describeAcls(AclBindingFilter.ANY).values().get();
      String prefix = cluster.topics().prefix();
      long ours = acls.stream().filter(acl -> acl.pattern().name().startsWith(prefix)).count();
      return List.of(
          ours > 0
              ? Diagnosis.ok("access", ours + " access rules name topics or groups of " + prefix)
              : Diagnosis.note(
                  "access",
                  "there is an authorizer, but no rule names " + prefix,
                  "grant each app what it needs, by the prefix: holdfast kafka acls --add …"));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SecurityDisabledException) {
        return List.of(
            Diagnosis.note(
                "access",
                "there is no authorizer: whoever reaches a broker may do everything",
                "set authorizer.class.name on the brokers, outside of a sandbox"));
      }
      if (e.getCause() instanceof AuthorizationException) {
        return List.of(
            Diagnosis.note(
                "access", "these credentials may not list the rules", "ask with an admin's"));
      }
      throw e;
    }
  }

  List<Diagnosis> topics() throws ExecutionException, InterruptedException {
    Map<String, String> trouble = TopicHealth.of(cluster);
    List<Diagnosis> found = new ArrayList<>();
    trouble.forEach(
        (topic, differs) ->
            found.add(
                Diagnosis.wrong(
                    "topic " + topic,
                    differs,
                    differs.equals("MISSING")
                        ? "holdfast topics create"
                        : "holdfast topics describe " + topic + " tells both sides")));
    return found.isEmpty()
        ? List.of(Diagnosis.ok("topics", "all are there and as the contract has them"))
        : found;
  }

  /** How far the apps are behind in what they read. */
  List<Diagnosis> lag() throws ExecutionException, InterruptedException {
    List<Diagnosis> found = new ArrayList<>();
    for (GroupListing group : admin.listGroups().all().get()) {
      if (group.groupId().startsWith(cluster.topics().prefix())) {
        found.add(lag(group.groupId()));
      }
    }
    return found.isEmpty()
        ? List.of(
            Diagnosis.wrong(
                "lag",
                "no app of Holdfast has ever read here",
                "start health-stream and dispatcher-stream"))
        : found;
  }

  private Diagnosis lag(String group) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> read =
        new HashMap<>(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
    read.values().removeIf(offset -> offset == null);
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    read.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    long behind = 0;
    for (var end : admin.listOffsets(wanted).all().get().entrySet()) {
      behind += Math.max(0, end.getValue().offset() - read.get(end.getKey()).offset());
    }
    String told = "%s is %d records behind in %d partitions".formatted(group, behind, read.size());
    return behind < MUCH
        ? Diagnosis.ok("lag", told)
        : Diagnosis.wrong(
            "lag", told, "is the app running? Its /readyz tells; else give it another instance");
  }
}
