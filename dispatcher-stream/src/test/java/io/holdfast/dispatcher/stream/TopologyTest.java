package io.holdfast.dispatcher.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.Records;
import io.holdfast.dispatcher.store.PoolSnapshot;
import io.holdfast.records.Assignment;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.NodeState;
import io.holdfast.records.Pulse;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import io.holdfast.records.Snapshot;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.sandbox.SigningKeys;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.snapshot.SnapshotGathering;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyTest {

  private static final Map<String, Object> REGISTRY =
      Map.of("schema.registry.url", "mock://dispatcher-topology");

  private final Topics topics = Topics.withDefaultPrefix();
  private final RecordSerdes serdes = new RecordSerdes(REGISTRY);
  private final Map<String, Integer> letters = new TreeMap<>();
  private long millis = 1_000_000;
  private SigningKeys signing;
  private Map<String, String> ofSigner;
  private TopologyTestDriver driver;

  @BeforeEach
  void start(@TempDir Path state, @TempDir Path keys) throws IOException {
    signing = new SigningKeys(keys);
    var settingsOfRecords = new HashMap<>(REGISTRY);
    settingsOfRecords.putAll(signing.makeTrusted("@dispatcher"));
    ofSigner = signing.makeTrusted("signer");
    settingsOfRecords.putAll(signing.trusted());
    var ids = new HashMap<String, String>();
    topics.all().forEach(topic -> ids.put(topic.name(), "id-of-" + topic.name()));
    var topology = new DispatcherTopology(topics, settingsOfRecords, ids).build();
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.Unreadable.class);
    settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.Absurd.class);
    settings.put(DeadLetters.TOPIC, topics.deadLetters().name());
    settings.put(
        DeadLetters.COUNTER,
        (DeadLetters.Counter) (topic, reason) -> letters.merge(reason, 1, Integer::sum));
    driver = new TopologyTestDriver(topology, settings);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void theTopologyIsTheOneThatWasDecidedOn() throws IOException {
    var ids = Map.<String, String>of();
    String now = new DispatcherTopology(topics, REGISTRY, ids).build().describe().toString();
    Path golden = Path.of("src/test/resources/topology.txt");
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(golden, now);
    }

    assertThat(now).isEqualTo(Files.readString(golden));
  }

  @Test
  void aWorkloadIsPlacedAndFollowsWhenItsNodeDies() {
    join("n1");
    join("n2");
    pipe(topics.workloads(), "w", Records.workload("w", 0.5).build());
    pulse(16);

    List<Assignment> assigned = read(topics.assignments());
    Assignment first = assigned.get(assigned.size() - 1);
    assertThat(first.getWorkloads()).hasSize(1);
    String node = first.getNode();

    pipe(topics.nodeStatus(), node, Records.status(node, 1, NodeState.DEAD, 9, millis));

    assertThat(read(topics.failoverCommands()))
        .singleElement()
        .satisfies(c -> assertThat(c.getFrom()).isEqualTo(node));
    assertThat(read(topics.decisions()))
        .extracting(Decision::getKind)
        .containsExactly(DecisionKind.PLACE, DecisionKind.FAILOVER);
    assertThat(read(topics.rebalanceCommands())).hasSize(1);
    assertThat(read(topics.placements())).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void bytesThatAreNoRecordBecomeADeadLetterAndTheRestGoesOn() {
    TestInputTopic<byte[], byte[]> raw =
        driver.createInputTopic(
            topics.nodes().name(), new ByteArraySerializer(), new ByteArraySerializer());
    byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
    raw.pipeInput("n0".getBytes(StandardCharsets.UTF_8), garbage);
    join("n1");

    List<TestRecord<byte[], byte[]>> dead = dead();
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0).value()).isEqualTo(garbage);
    assertThat(header(dead.get(0), "holdfast.reason")).isEqualTo("MAGIC");
    assertThat(header(dead.get(0), "holdfast.topic")).isEqualTo(topics.nodes().name());
    assertThat(letters).containsEntry("MAGIC", 1);
    assertThat(read(topics.assignments())).hasSize(1);
  }

  @Test
  void aRecordThatMakesNoSenseBecomesADeadLetterWithItsOriginalBytes() {
    pipe(topics.nodes(), "n0", Records.profile("n0", "z", Double.NaN));
    pipe(topics.nodes(), "another", Records.profile("n0", "z", 1));

    List<TestRecord<byte[], byte[]>> dead = dead();
    assertThat(dead).hasSize(2);
    assertThat(header(dead.get(0), "holdfast.detail")).contains("capacity.cpu");
    assertThat(header(dead.get(1), "holdfast.detail")).contains("not the record's key");
    assertThat(serdes.deserializer(topics.nodes()).deserialize("", dead.get(0).value()).getNode())
        .isEqualTo("n0");
    assertThat(letters).containsEntry("ABSURD", 2);
  }

  @Test
  void assignmentsAreSigned() {
    join("n1");

    var verifying = new HashMap<>(REGISTRY);
    verifying.putAll(signing.trusted());
    var assignments =
        driver.createOutputTopic(
            topics.assignments().name(),
            new StringDeserializer(),
            new RecordSerdes(verifying).deserializer(topics.assignments()));
    assertThat(assignments.readValuesToList()).hasSize(1);
  }

  @Test
  void aResultThatItsNodeHasNotSignedNeverReachesThePool() throws IOException {
    var result = Records.result("signer", 1, "w", 5, ResultKind.STOPPED, ResultReason.NONE);
    pipe(topics.commandResults(), "signer", result);
    pipeSigned(topics.commandResults(), "signer", result, signing.make("forger"));

    assertThat(read(topics.poolEvents())).isEmpty();
    assertThat(dead()).hasSize(2);
    assertThat(letters).containsEntry("UNAUTHENTIC", 2);

    pipeSigned(topics.commandResults(), "signer", result, ofSigner);

    assertThat(read(topics.poolEvents())).hasSize(1);
  }

  @Test
  void anImpossibleSpecThatCameThroughTheTopicIsAnsweredByADecision() {
    WorkloadSpec impossible = Records.workload("w", -1).build();

    pipe(topics.workloads(), "w", impossible);

    assertThat(read(topics.decisions()))
        .singleElement()
        .satisfies(d -> assertThat(d.getReason()).isEqualTo("IMPOSSIBLE_SPEC"));
  }

  @Test
  void whatIsStoredIsWhatIsFolded() {
    join("n1");
    join("n2");
    for (String id : Records.names("w", 6)) {
      pipe(topics.workloads(), id, Records.workload(id, 0.2).setGroup("g").build());
    }
    pulse(20);

    PoolStore store = new PoolStore(driver.getKeyValueStore(DispatcherTopology.POOLS));
    var restored = store.restore();

    var pool = restored.pools().get(Records.POOL);
    assertThat(restored.now()).isPositive();
    assertThat(pool.workloads()).hasSize(6);
    assertThat(pool.workloads().values()).allSatisfy(w -> assertThat(w.newest()).isPresent());
    assertThat(pool.nodes()).containsOnlyKeys("n1", "n2");
    assertThat(pool.course().joining().isSettling()).isFalse();
    assertThat(restored.touchedSources()).isEmpty();
  }

  @Test
  void onceAnHourTheStateIsPublished() {
    join("n1");
    pipe(topics.workloads(), "w", Records.workload("w", 0.2).build());
    for (int second = 0; second <= 3_600; second++) {
      millis += 1_000;
      pipe(topics.poolEvents(), null, new Pulse(1L, millis * 1_000_000, "test"));
    }

    List<Snapshot> published = read(topics.snapshots());
    assertThat(published).hasSize(1);
    Fold then = PoolSnapshot.read(new SnapshotGathering().take(published.get(0)).orElseThrow());

    assertThat(then.now()).isEqualTo(3_600_000);
    assertThat(then.pools().get(Records.POOL).workloads()).containsOnlyKeys("w");
  }

  private void join(String node) {
    pipe(topics.nodes(), node, Records.profile(node, "z", 2));
    pipe(topics.nodeStatus(), node, Records.status(node, 1, NodeState.ALIVE, 1, millis));
  }

  private void pulse(int times) {
    for (int i = 0; i < times; i++) {
      millis += 250;
      pipe(topics.poolEvents(), null, new Pulse(1L, millis * 1_000_000, "test"));
    }
  }

  private <V extends SpecificRecord> void pipe(Topic<String, V> topic, String key, V value) {
    driver
        .createInputTopic(topic.name(), new StringSerializer(), serdes.serializer(topic))
        .pipeInput(key, value, millis);
  }

  private <V extends SpecificRecord> void pipeSigned(
      Topic<String, V> topic, String key, V value, Map<String, String> signer) {
    var signed = new HashMap<>(REGISTRY);
    signed.putAll(signer);
    driver
        .createInputTopic(
            topic.name(), new StringSerializer(), new RecordSerdes(signed).serializer(topic))
        .pipeInput(key, value, millis);
  }

  private <V extends SpecificRecord> List<V> read(Topic<String, V> topic) {
    return driver
        .createOutputTopic(topic.name(), new StringDeserializer(), serdes.deserializer(topic))
        .readValuesToList();
  }

  private List<TestRecord<byte[], byte[]>> dead() {
    return driver
        .createOutputTopic(
            topics.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
