package io.holdfast.schemas;

import io.holdfast.records.Assignment;
import io.holdfast.records.BackupEvent;
import io.holdfast.records.Begin;
import io.holdfast.records.Change;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Command;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Commit;
import io.holdfast.records.Decision;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadPicture;
import io.holdfast.records.LoadSample;
import io.holdfast.records.Manifest;
import io.holdfast.records.Message;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Operation;
import io.holdfast.records.Placement;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.Progress;
import io.holdfast.records.Pulse;
import io.holdfast.records.Relation;
import io.holdfast.records.Snapshot;
import io.holdfast.records.Truncate;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.schemas.Topic.Cleanup;
import io.holdfast.schemas.Topic.PartitionedBy;
import io.holdfast.schemas.Topic.Timestamps;
import io.holdfast.schemas.registry.Compatibility;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Every topic of Holdfast, declared once. Apps, tools, tests and the reference page take names,
 * types and settings from here.
 *
 * <p>Broker timestamps everywhere: people and retention see one clock. No verdict or decision is
 * made from them.
 */
public final class Topics {

  /** Prefix of all names unless configured otherwise. */
  public static final String DEFAULT_PREFIX = "holdfast.";

  private static final int BY_NODE = 12;
  private static final int BY_POOL = 6;

  private final String prefix;

  private Topics(String prefix) {
    this.prefix = prefix;
  }

  public static Topics withPrefix(String prefix) {
    return new Topics(prefix);
  }

  public static Topics withDefaultPrefix() {
    return new Topics(DEFAULT_PREFIX);
  }

  public String prefix() {
    return prefix;
  }

  public Topic<String, NodeProfile> nodes() {
    return compacted("nodes", BY_NODE, Compatibility.FULL_TRANSITIVE, NodeProfile.class);
  }

  /** Carries {@link Heartbeat}, {@link Pulse} and {@link PolicyMark}. */
  public Topic<String, SpecificRecord> heartbeats() {
    return log(
        "heartbeats",
        BY_NODE,
        PartitionedBy.KEY,
        days(7),
        Compatibility.FULL_TRANSITIVE,
        List.of(Heartbeat.class, Pulse.class, PolicyMark.class));
  }

  /** Carries {@link LoadSample}, {@link Pulse} and {@link PolicyMark}; partitioned by pool. */
  public Topic<String, SpecificRecord> loadSamples() {
    return log(
        "load-samples",
        BY_POOL,
        PartitionedBy.POOL,
        days(3),
        Compatibility.FULL_TRANSITIVE,
        List.of(LoadSample.class, Pulse.class, PolicyMark.class));
  }

  /**
   * Carries {@link NodeStatus} and, under keys {@code ~<partition>}, {@link Progress}. As many
   * partitions as {@link #heartbeats()}: what is concluded from partition p is told in partition p,
   * so a Progress comes after the verdicts that it speaks of.
   */
  public Topic<String, SpecificRecord> nodeStatus() {
    return new Topic<>(
        prefix + "node-status",
        String.class,
        List.of(NodeStatus.class, Progress.class),
        BY_NODE,
        PartitionedBy.KEY,
        Optional.empty(),
        Cleanup.COMPACT,
        Timestamps.BROKER,
        Compatibility.BACKWARD_TRANSITIVE);
  }

  /** Carries {@link LoadBalance} and {@link LoadPicture}. */
  public Topic<String, SpecificRecord> loadBalance() {
    return log(
        "load-balance",
        BY_POOL,
        PartitionedBy.KEY,
        days(30),
        Compatibility.BACKWARD_TRANSITIVE,
        List.of(LoadBalance.class, LoadPicture.class));
  }

  public Topic<String, WorkloadSpec> workloads() {
    return compacted("workloads", BY_POOL, Compatibility.BACKWARD_TRANSITIVE, WorkloadSpec.class);
  }

  public Topic<String, PoolPolicy> policies() {
    return compacted("policies", BY_POOL, Compatibility.BACKWARD_TRANSITIVE, PoolPolicy.class);
  }

  public Topic<String, Operation> operations() {
    return log(
        "operations",
        BY_POOL,
        PartitionedBy.KEY,
        days(365),
        Compatibility.BACKWARD_TRANSITIVE,
        List.of(Operation.class));
  }

  /** Carries {@link PoolEvent} and {@link Pulse}. */
  public Topic<String, SpecificRecord> poolEvents() {
    return log(
        "pool-events",
        BY_POOL,
        PartitionedBy.KEY,
        days(90),
        Compatibility.BACKWARD_TRANSITIVE,
        List.of(PoolEvent.class, Pulse.class));
  }

  public Topic<String, Assignment> assignments() {
    return compacted("assignments", BY_NODE, Compatibility.FULL_TRANSITIVE, Assignment.class);
  }

  public Topic<String, Placement> placements() {
    return compacted("placements", BY_POOL, Compatibility.BACKWARD_TRANSITIVE, Placement.class);
  }

  public Topic<String, Command> failoverCommands() {
    return commands("failover-commands");
  }

  public Topic<String, Command> rebalanceCommands() {
    return commands("rebalance-commands");
  }

  public Topic<String, CommandResult> commandResults() {
    return log(
        "command-results",
        BY_NODE,
        PartitionedBy.KEY,
        days(30),
        Compatibility.FULL_TRANSITIVE,
        List.of(CommandResult.class));
  }

  public Topic<String, Snapshot> snapshots() {
    return log(
        "snapshots",
        BY_POOL,
        PartitionedBy.KEY,
        days(90),
        Compatibility.BACKWARD_TRANSITIVE,
        List.of(Snapshot.class));
  }

  public Topic<String, Decision> decisions() {
    return log(
        "decisions",
        BY_POOL,
        PartitionedBy.KEY,
        days(365),
        Compatibility.BACKWARD_TRANSITIVE,
        List.of(Decision.class));
  }

  /**
   * Everything committed in one database, in commit order: {@link Begin}, {@link Relation}, {@link
   * Change}, {@link ChangePart}, {@link Truncate}, {@link Commit} and {@link Message}.
   */
  public Topic<String, SpecificRecord> changes(String database) {
    return single(
        "changes." + database,
        Optional.of(days(7)),
        List.of(
            Begin.class,
            Relation.class,
            Change.class,
            ChangePart.class,
            Truncate.class,
            Commit.class,
            Message.class));
  }

  /** The manifests of one database's chains, numbered; kept for ever. */
  public Topic<String, Manifest> manifests(String database) {
    return single("manifests." + database, Optional.empty(), List.of(Manifest.class));
  }

  public Topic<String, BackupEvent> backupEvents() {
    return single("backup-events", Optional.of(days(365)), List.of(BackupEvent.class));
  }

  /** Original bytes of what could not be read, with the reason in headers. */
  public Topic<byte[], byte[]> deadLetters() {
    return new Topic<>(
        prefix + "dead-letters",
        byte[].class,
        List.of(),
        BY_POOL,
        PartitionedBy.KEY,
        Optional.of(days(30)),
        Cleanup.DELETE,
        Timestamps.BROKER,
        Compatibility.BACKWARD_TRANSITIVE);
  }

  /** The topics that every installation has; those of each database are {@link #of(String)}. */
  public List<Topic<?, ?>> all() {
    return List.of(
        nodes(),
        heartbeats(),
        loadSamples(),
        nodeStatus(),
        loadBalance(),
        workloads(),
        policies(),
        operations(),
        poolEvents(),
        assignments(),
        placements(),
        failoverCommands(),
        rebalanceCommands(),
        commandResults(),
        snapshots(),
        decisions(),
        backupEvents(),
        deadLetters());
  }

  /** The topics of one database. */
  public List<Topic<?, ?>> of(String database) {
    return List.of(changes(database), manifests(database));
  }

  private <V> Topic<String, V> single(
      String name, Optional<Duration> retention, List<Class<? extends V>> valueTypes) {
    return new Topic<>(
        prefix + name,
        String.class,
        valueTypes,
        1,
        PartitionedBy.SINGLE,
        retention,
        Cleanup.DELETE,
        Timestamps.BROKER,
        Compatibility.BACKWARD_TRANSITIVE);
  }

  private Topic<String, Command> commands(String name) {
    return log(
        name,
        BY_NODE,
        PartitionedBy.KEY,
        days(30),
        Compatibility.FULL_TRANSITIVE,
        List.of(Command.class));
  }

  private <V> Topic<String, V> compacted(
      String name, int partitions, Compatibility compatibility, Class<V> valueType) {
    return new Topic<>(
        prefix + name,
        String.class,
        List.of(valueType),
        partitions,
        PartitionedBy.KEY,
        Optional.empty(),
        Cleanup.COMPACT,
        Timestamps.BROKER,
        compatibility);
  }

  private <V> Topic<String, V> log(
      String name,
      int partitions,
      PartitionedBy partitionedBy,
      Duration retention,
      Compatibility compatibility,
      List<Class<? extends V>> valueTypes) {
    return new Topic<>(
        prefix + name,
        String.class,
        valueTypes,
        partitions,
        partitionedBy,
        Optional.of(retention),
        Cleanup.DELETE,
        Timestamps.BROKER,
        compatibility);
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }
}
