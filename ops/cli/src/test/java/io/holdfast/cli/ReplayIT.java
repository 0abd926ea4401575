package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.CommandRun.Shell;
import io.holdfast.dispatcher.domain.Effect;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.dispatcher.store.PoolSnapshot;
import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.stream.FoldSnapshots;
import io.holdfast.records.Decision;
import io.holdfast.records.Fencing;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LogPosition;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import io.holdfast.records.Snapshot;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.serde.AvroSerde;
import io.holdfast.schemas.snapshot.SnapshotCutter;
import io.holdfast.schemas.time.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A log and what was decided from it, written by hand with the dispatcher's own fold. */
class ReplayIT {

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  private final String prefix = "replay-" + UUID.randomUUID() + ".";
  private final Topics topics = Topics.withPrefix(prefix);
  private final Shell shell = Shell.on(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix);
  private final Fold fold = new Fold();

  @Test
  void whatIsOnRecordIsComparedWithTheReplay() throws Exception {
    assertThat(shell.run("topics create").exitCode()).isZero();
    Decision first = refuse("w1", true);
    refuse("w2", true);

    CommandRun identical = shell.run("replay --to 0s");
    assertThat(identical.exitCode()).as(identical.out() + identical.err()).isZero();
    assertThat(identical.out()).startsWith("identical: 0 records of heartbeats");

    Decision altered = Decision.newBuilder(first).setId("0-0-7").build();
    say(topics.decisions(), "pool", altered);
    CommandRun foreign = shell.run("replay --to 0s");
    assertThat(foreign.exitCode()).isEqualTo(1);

    refuse("w3", false);
    CommandRun missing = shell.run("replay --to 0s");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.out()).contains("MISSING decision").contains("w3");
  }

  @Test
  void whereRetentionTookTheBeginningTheReplayGoesOnFromASnapshot() throws Exception {
    assertThat(shell.run("topics create").exitCode()).isZero();
    refuse("w1", true);
    truncate(topics.poolEvents(), home(topics.poolEvents(), "pool"), 1);
    Heartbeats heartbeats = new Heartbeats();
    heartbeats.beat(40);
    truncate(topics.heartbeats(), heartbeats.partition(), 30);

    CommandRun incomplete = shell.run("replay --to 0s");
    assertThat(incomplete.exitCode()).isEqualTo(1);
    assertThat(incomplete.out())
        .contains("LOG_INCOMPLETE " + topics.poolEvents().name())
        .contains("LOG_INCOMPLETE " + topics.heartbeats().name());

    int partition = home(topics.poolEvents(), "pool");
    snapshots(PoolSnapshot.of(fold, new LogPosition(id(topics.poolEvents()), partition, 0L)));
    snapshots(heartbeats.snapshot());
    heartbeats.beat(10);
    refuse("w2", true);

    CommandRun identical = shell.run("replay --to 0s");
    assertThat(identical.exitCode()).as(identical.out() + identical.err()).isZero();
    assertThat(identical.out())
        .startsWith("identical: ")
        .contains("1 of pool-events with 1 decisions")
        .contains("of what was decided since");

    CommandRun tooEarly = shell.run("replay --from 1d --to 0s");
    assertThat(tooEarly.exitCode()).isEqualTo(1);
    assertThat(tooEarly.out()).contains("LOG_INCOMPLETE --from");

    refuse("w3", false);
    assertThat(shell.run("replay --to 0s").out()).contains("MISSING decision").contains("w3");
  }

  @Test
  void anAlteredSnapshotIsNamed() throws Exception {
    LogPosition at = firstThatRetentionTook();
    List<Snapshot> altered = PoolSnapshot.of(fold, at);
    altered.get(0).setChecksum(altered.get(0).getChecksum() + 1);
    snapshots(altered);

    CommandRun run = shell.run("replay --to 0s");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("INPUT_ALTERED snapshots").contains("LOG_INCOMPLETE");
  }

  @Test
  void aSnapshotOfAnotherVersionIsPassedOver() throws Exception {
    LogPosition at = firstThatRetentionTook();
    List<Snapshot> ofAnother = PoolSnapshot.of(fold, at);
    ofAnother.forEach(part -> part.setFormat(PoolSnapshot.FORMAT + 1));
    snapshots(ofAnother);

    CommandRun incomplete = shell.run("replay --to 0s");
    assertThat(incomplete.exitCode()).isEqualTo(1);
    assertThat(incomplete.out()).contains("LOG_INCOMPLETE").contains("of format 2");

    snapshots(PoolSnapshot.of(fold, at));
    refuse("w2", true);
    CommandRun identical = shell.run("replay --to 0s");
    assertThat(identical.exitCode()).as(identical.out() + identical.err()).isZero();
  }

  @Test
  void aResetAndABackTestGoOnFromASnapshotToo(@TempDir Path directory) throws Exception {
    LogPosition at = firstThatRetentionTook();
    haveFolded(at.getPartition(), 2);

    CommandRun nothing = shell.run("reset dispatcher-stream --dry-run");
    assertThat(nothing.exitCode()).isEqualTo(1);
    assertThat(nothing.err()).contains("there is nothing to build from");

    snapshots(PoolSnapshot.of(fold, at));
    refuse("w2", true);
    CommandRun reset = shell.run("reset dispatcher-stream --dry-run");
    assertThat(reset.exitCode()).as(reset.out() + reset.err()).isZero();
    assertThat(reset.out())
        .startsWith("1 pools with ")
        .contains("from 1 records of pool-events")
        .contains("decides all of it as it was decided");

    Path policy =
        Files.writeString(
            directory.resolve("patient.yaml"),
            "pool: pool\nliveness: {suspect-after: 30s, dead-after: 60s, correlated-dead-after: 120s}\n");
    CommandRun backTest = shell.run("replay --to 0s --policy " + policy);
    assertThat(backTest.exitCode()).as(backTest.out() + backTest.err()).isZero();
    assertThat(backTest.out()).startsWith("identical: ").contains("with patient.yaml");
  }

  /** What the dispatcher has folded and published, as its group knows it. */
  private void haveFolded(int partition, long before) throws Exception {
    var log = new TopicPartition(topics.poolEvents().name(), partition);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", sandbox.bootstrapServers()))) {
      admin
          .alterConsumerGroupOffsets(
              prefix + "dispatcher-stream", Map.of(log, new OffsetAndMetadata(before)))
          .all()
          .get();
    }
  }

  private LogPosition firstThatRetentionTook() throws Exception {
    assertThat(shell.run("topics create").exitCode()).isZero();
    refuse("w1", true);
    int partition = home(topics.poolEvents(), "pool");
    truncate(topics.poolEvents(), partition, 1);
    return new LogPosition(id(topics.poolEvents()), partition, 0L);
  }

  /** One node that beats, its log, and what health-stream would make of it. */
  private final class Heartbeats {

    private static final String NODE = "n1";

    private final Liveness liveness;
    private long offset = -1;
    private long second;

    Heartbeats() throws Exception {
      var partition = new LogPartition(id(topics.heartbeats()), partition());
      liveness = new Liveness(partition, LivenessSettings.of(Profile.DEFAULT));
    }

    int partition() {
      return home(topics.heartbeats(), NODE);
    }

    void beat(int seconds) throws Exception {
      for (int i = 0; i < seconds; i++) {
        second++;
        var pulse = new Pulse(1L, second * 1_000_000_000, "test");
        var beat =
            new Heartbeat(
                NODE, "pool", 1L, null, "boot", second, 0L, 1_000, 25_000, 0, HeartbeatMode.NORMAL);
        take(say(topics.heartbeats(), partition(), null, pulse), null, pulse);
        take(say(topics.heartbeats(), partition(), NODE, beat), NODE, beat);
      }
    }

    private void take(RecordMetadata at, String key, SpecificRecord value) {
      offset = at.offset();
      liveness.accept(offset, at.timestamp(), key, value, verdict -> {});
    }

    List<Snapshot> snapshot() throws Exception {
      var at = new LogPosition(id(topics.heartbeats()), partition(), offset);
      return SnapshotCutter.cut(FoldSnapshots.LIVENESS, at, liveness.format(), liveness::writeTo);
    }
  }

  private static int home(Topic<?, ?> topic, String key) {
    return topic.partitionOf(key, topic.partitions());
  }

  private void snapshots(List<Snapshot> chunks) throws Exception {
    for (Snapshot chunk : chunks) {
      say(topics.snapshots(), chunk.getKey(), chunk);
    }
  }

  private void truncate(Topic<?, ?> topic, int partition, long before) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", sandbox.bootstrapServers()))) {
      var records = RecordsToDelete.beforeOffset(before);
      admin.deleteRecords(Map.of(new TopicPartition(topic.name(), partition), records)).all().get();
    }
  }

  @Test
  void aPoolThatNobodyKnowsHasNoPlan() {
    assertThat(shell.run("topics create").exitCode()).isZero();

    assertThat(shell.run("plan nowhere").exitCode()).isEqualTo(4);
  }

  /** A spec that asks for a lease, and the decision that it is impossible. */
  private Decision refuse(String workload, boolean isRecorded) throws Exception {
    WorkloadSpec spec =
        WorkloadSpec.newBuilder()
            .setWorkload(workload)
            .setPool("pool")
            .setVersion(0)
            .setProgram("p")
            .setDemand(Map.of())
            .setFencing(Fencing.NONE)
            .setMove(MoveOrder.START_FIRST)
            .build();
    RecordMetadata source = say(topics.workloads(), workload, spec);
    var event =
        new PoolEvent(
            "pool",
            "workloads",
            new LogPosition(id(topics.workloads()), source.partition(), source.offset()),
            source.timestamp(),
            spec);
    RecordMetadata at = say(topics.poolEvents(), "pool", event);
    var position = new Position(id(topics.poolEvents()), at.partition(), at.offset());
    Decision decision =
        fold.accept(position, at.timestamp(), event).stream()
            .filter(Effect.Explain.class::isInstance)
            .map(e -> ((Effect.Explain) e).decision())
            .findFirst()
            .orElseThrow();
    if (isRecorded) {
      say(topics.decisions(), "pool", decision);
    }
    return decision;
  }

  private String id(Topic<?, ?> topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", sandbox.bootstrapServers()))) {
      return admin
          .describeTopics(java.util.List.of(topic.name()))
          .allTopicNames()
          .get()
          .get(topic.name())
          .topicId()
          .toString();
    }
  }

  private <V extends SpecificRecord> RecordMetadata say(Topic<String, V> topic, String key, V value)
      throws Exception {
    return say(topic, null, key, value);
  }

  private <V extends SpecificRecord> RecordMetadata say(
      Topic<String, V> topic, Integer partition, String key, V value) throws Exception {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", sandbox.bootstrapServers());
    settings.put("schema.registry.url", sandbox.registryUrl());
    if (topic.valueTypes().size() > 1) {
      settings.put("value.subject.name.strategy", "TopicRecordNameStrategy");
    }
    try (var serde = AvroSerde.<V>ofValues(topic.valueTypes(), settings);
        var producer = new KafkaProducer<>(settings, new StringSerializer(), serde.serializer())) {
      return producer.send(new ProducerRecord<>(topic.name(), partition, key, value)).get();
    }
  }
}
