package io.holdfast.e2e.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.Finding;
import io.holdfast.schemas.admin.Step;
import io.holdfast.schemas.admin.Step.Action;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.admin.TopicAdminException;
import io.holdfast.schemas.admin.TopicAdminException.Reason;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TopicAdminIT {

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  private final Topics topics = Topics.withPrefix("topic-admin.");

  @Test
  void aClusterBecomesWhatTheCatalogueSaysAndStaysSo() {
    try (Admin kafka = kafka(sandbox.bootstrapServers())) {
      var admin = new TopicAdmin(kafka, registry(), Durability.SANDBOX);

      assertThat(admin.create(topics.all()))
          .extracting(Step::action)
          .contains(Action.TOPIC_CREATED, Action.SCHEMA_REGISTERED, Action.COMPATIBILITY_SET)
          .doesNotContain(Action.TOPIC_WAS_THERE);
      assertThat(admin.describe(topics.all())).isEmpty();
      assertThat(admin.create(topics.all()))
          .extracting(Step::action)
          .containsOnly(Action.TOPIC_WAS_THERE, Action.SCHEMA_WAS_THERE);
    }
  }

  @Test
  void whatWasCreatedCanBeWrittenToAtOnce() {
    var all = Topics.withPrefix("written-at-once.").all();
    try (Admin kafka = kafka(sandbox.bootstrapServers())) {
      new TopicAdmin(kafka, registry(), Durability.SANDBOX).create(all);

      assertThat(refusals(all)).isEmpty();
    }
  }

  /**
   * As a client does that lost the answer and asks again: the topic is there, its leaders may not
   * lead yet.
   */
  @Test
  void whatAnotherCreatesMeanwhileCanBeWrittenToAtOnce() throws Exception {
    var wide = Topics.withPrefix("created-twice.").changes("orders").withPartitions(500);
    try (Admin kafka = kafka(sandbox.bootstrapServers())) {
      var another =
          kafka.createTopics(List.of(new NewTopic(wide.name(), wide.partitions(), (short) 1)));
      new TopicAdmin(kafka, registry(), Durability.SANDBOX).create(List.of(wide));

      assertThat(refusals(List.of(wide))).isEmpty();
      another.all().get();
    }
  }

  /**
   * What writing to every partition fails with, without retries: as when a leader does not lead.
   */
  private static Collection<Exception> refusals(Collection<? extends Topic<?, ?>> topics) {
    var refusals = new ConcurrentLinkedQueue<Exception>();
    Map<String, Object> once =
        Map.of(
            "bootstrap.servers",
            sandbox.bootstrapServers(),
            "enable.idempotence",
            false,
            "retries",
            0);
    try (var producer =
        new KafkaProducer<>(once, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Topic<?, ?> topic : topics) {
        for (int partition = 0; partition < topic.partitions(); partition++) {
          producer.send(
              new ProducerRecord<>(topic.name(), partition, new byte[] {1}, new byte[0]),
              (place, refusal) -> {
                if (refusal != null) {
                  refusals.add(refusal);
                }
              });
        }
      }
    }
    return refusals;
  }

  @Test
  void anotherPartitionCountIsFound() {
    var orders = topics.changes("orders");
    try (Admin kafka = kafka(sandbox.bootstrapServers())) {
      var admin = new TopicAdmin(kafka, registry(), Durability.SANDBOX);
      admin.create(List.of(orders.withPartitions(2)));

      assertThat(admin.describe(List.of(orders)))
          .extracting(Finding::kind)
          .containsExactly(Finding.Kind.PARTITIONS);
    }
  }

  @Test
  void moreReplicasThanBrokersAreRefusedInWords() {
    try (Admin kafka = kafka(sandbox.bootstrapServers())) {
      var admin = new TopicAdmin(kafka, registry(), Durability.PRODUCTION);

      assertThatThrownBy(() -> admin.create(List.of(Topics.withPrefix("wide.").nodes())))
          .isInstanceOfSatisfying(
              TopicAdminException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.TOO_FEW_BROKERS))
          .hasMessageContaining("wide.nodes")
          .hasMessageContaining("Start more brokers");
    }
  }

  @Test
  void aClusterThatIsAwayIsUnreachable() {
    try (Admin kafka = kafka("127.0.0.1:1")) {
      var admin = new TopicAdmin(kafka, registry(), Durability.SANDBOX);

      assertThatThrownBy(() -> admin.describe(topics.all()))
          .isInstanceOfSatisfying(
              TopicAdminException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
          .hasMessageContaining("bootstrap.servers");
    }
  }

  private static SchemaRegistry registry() {
    return SchemaRegistry.from(Map.of("schema.registry.url", sandbox.registryUrl()));
  }

  private static Admin kafka(String bootstrapServers) {
    return Admin.create(
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "default.api.timeout.ms", "5000",
            "request.timeout.ms", "2000"));
  }
}
