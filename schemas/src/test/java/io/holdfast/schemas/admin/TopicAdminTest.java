package io.holdfast.schemas.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.NodeProfile;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Finding.Kind;
import io.holdfast.schemas.admin.Step.Action;
import io.holdfast.schemas.registry.Compatibility;
import io.holdfast.schemas.registry.MockSchemaRegistry;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class TopicAdminTest {

  private final Topics topics = Topics.withPrefix("test.");
  private final ClusterInMemory cluster = new ClusterInMemory();
  private final MockSchemaRegistry registry = new MockSchemaRegistry();
  private final TopicAdmin admin = new TopicAdmin(cluster, registry, Durability.PRODUCTION);

  @Test
  void afterCreationThereIsNothingToFind() {
    admin.create(topics.all());
    admin.create(topics.of("orders"));

    assertThat(admin.describe(topics.all())).isEmpty();
    assertThat(admin.describe(topics.of("orders"))).isEmpty();
  }

  @Test
  void creatingAgainDoesNothing() {
    admin.create(topics.all());

    assertThat(admin.create(topics.all()))
        .extracting(Step::action)
        .containsOnly(Action.TOPIC_WAS_THERE, Action.SCHEMA_WAS_THERE);
  }

  @Test
  void aTopicIsCreatedWithTheSettingsOfTheCatalogue() {
    admin.create(topics.all());
    admin.create(topics.of("orders"));

    var found = cluster.find(List.of("test.nodes", "test.heartbeats", "test.manifests.orders"));
    assertThat(found.get("test.nodes").settings())
        .containsEntry("cleanup.policy", "compact")
        .containsEntry("segment.ms", "3600000")
        .containsEntry("min.insync.replicas", "2");
    assertThat(found.get("test.heartbeats"))
        .isEqualTo(
            new TopicState(
                12,
                3,
                Map.of(
                    "cleanup.policy", "delete",
                    "message.timestamp.type", "LogAppendTime",
                    "min.insync.replicas", "2",
                    "retention.ms", "604800000")));
    assertThat(found.get("test.manifests.orders").settings()).containsEntry("retention.ms", "-1");
  }

  @Test
  void schemasAreRegisteredUnderTheSubjectsAndModesOfTheCatalogue() {
    admin.create(topics.all());

    assertThat(registry.compatibility("test.heartbeats-io.holdfast.records.Pulse"))
        .contains(Compatibility.FULL_TRANSITIVE);
    assertThat(registry.compatibility("test.decisions-value"))
        .contains(Compatibility.BACKWARD_TRANSITIVE);
    assertThat(registry.latest("test.nodes-value").schema())
        .isEqualTo(NodeProfile.getClassSchema());
  }

  @Test
  void whatIsMissingIsSaidInWords() {
    assertThat(admin.describe(List.of(topics.nodes())))
        .extracting(Finding::words)
        .containsExactly(
            "Topic test.nodes is missing: run `holdfast topics create`.",
            "Subject test.nodes-value does not have this program's schema yet: run `holdfast topics create`.");
  }

  @Test
  void anotherPartitionCountIsAnErrorAndIsNotMended() {
    admin.create(topics.all());
    cluster.repartition("test.heartbeats", 3);

    admin.create(topics.all());

    assertThat(admin.describe(topics.all()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Kind.PARTITIONS);
              assertThat(finding.isError()).isTrue();
              assertThat(finding.words()).contains("has 3 partitions and must have 12");
            });
  }

  @Test
  void anotherRetentionIsReportedAndIsNoError() {
    admin.create(topics.all());
    cluster.set("test.heartbeats", "retention.ms", "1000");

    assertThat(admin.describe(topics.all()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Kind.RETENTION);
              assertThat(finding.isError()).isFalse();
              assertThat(finding.words()).contains("retention.ms=1000").contains("604800000");
            });
  }

  @Test
  void aTopicThatWouldForgetWhatIsNeededIsAnError() {
    admin.create(topics.all());
    cluster.set("test.placements", "cleanup.policy", "delete");

    assertThat(kinds(topics.placements())).containsExactly(Kind.CLEANUP);
    assertThat(Kind.CLEANUP.isError()).isTrue();
  }

  @Test
  void fewerReplicasThanAskedForAreReported() {
    new TopicAdmin(cluster, registry, Durability.SANDBOX).create(topics.all());

    assertThat(kinds(topics.nodes())).containsExactly(Kind.REPLICAS, Kind.MIN_INSYNC);
  }

  @Test
  void aSubjectOfSomethingElseIsAnError() {
    var other = SchemaBuilder.record("Other").fields().requiredInt("x").endRecord();
    var foreign = Topics.withPrefix("foreign.");
    registry.register("foreign.nodes-value", other);
    new TopicAdmin(cluster, new MockSchemaRegistry(), Durability.PRODUCTION)
        .create(List.of(foreign.nodes()));

    assertThat(kinds(foreign.nodes()))
        .containsExactly(Kind.SCHEMA_INCOMPATIBLE, Kind.COMPATIBILITY);
  }

  @Test
  void aModeThatSomebodyChangedIsSetAgainByCreate() {
    admin.create(topics.all());
    registry.setCompatibility("test.nodes-value", Compatibility.NONE);
    assertThat(kinds(topics.nodes())).containsExactly(Kind.COMPATIBILITY);

    admin.create(topics.all());

    assertThat(kinds(topics.nodes())).isEmpty();
  }

  @Test
  void moreReplicasInSyncThanThereAreCannotBe() {
    assertThatThrownBy(() -> new Durability(1, 2)).hasMessageContaining("from 1 to the 1 replicas");
  }

  private List<Kind> kinds(Topic<?, ?> topic) {
    return admin.describe(List.of(topic)).stream().map(Finding::kind).toList();
  }
}
