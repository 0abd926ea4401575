package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.CommandRun.Shell;
import io.holdfast.dispatcher.domain.Effect;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.Decision;
import io.holdfast.records.Fencing;
import io.holdfast.records.LogPosition;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.serde.AvroSerde;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", sandbox.bootstrapServers());
    settings.put("schema.registry.url", sandbox.registryUrl());
    if (topic.valueTypes().size() > 1) {
      settings.put("value.subject.name.strategy", "TopicRecordNameStrategy");
    }
    try (var serde = AvroSerde.<V>ofValues(topic.valueTypes(), settings);
        var producer = new KafkaProducer<>(settings, new StringSerializer(), serde.serializer())) {
      return producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
    }
  }
}
