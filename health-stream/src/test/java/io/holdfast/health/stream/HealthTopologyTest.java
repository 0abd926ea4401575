package io.holdfast.health.stream;

import static io.holdfast.health.stream.Harness.REGISTRY;
import static io.holdfast.health.stream.Harness.TOPICS;
import static io.holdfast.health.stream.HealthMetrics.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.Settings;
import io.holdfast.health.domain.liveness.Verdict;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadSample;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Progress;
import io.holdfast.records.Snapshot;
import io.holdfast.sandbox.SigningKeys;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.snapshot.SnapshotGathering;
import io.holdfast.schemas.snapshot.WholeState;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.StreamSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTopologyTest {

  @TempDir Path state;
  @TempDir Path keys;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private SigningKeys signing;
  private Map<String, String> ofSigner;
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> heartbeats;
  private TestInputTopic<byte[], byte[]> samples;
  private TestOutputTopic<String, SpecificRecord> statuses;
  private TestOutputTopic<String, SpecificRecord> balances;
  private TestOutputTopic<byte[], byte[]> deadLetters;

  @BeforeEach
  void start() throws IOException {
    signing = new SigningKeys(keys);
    ofSigner = signing.makeTrusted("signer");
    var settings = new Properties();
    settings.put("application.id", "test");
    settings.put("bootstrap.servers", "none:1");
    settings.put("state.dir", state.toString());
    settings.put("ensure.explicit.internal.resource.naming", true);
    settings.put("rocksdb.config.setter", SmallRocks.class);
    driver =
        new TopologyTestDriver(
            Harness.topology(
                Harness.noLog(),
                new HealthMetrics(metrics),
                Settings.forgettingAfter(Duration.ofMinutes(2)),
                with(signing.trusted())),
            settings);
    heartbeats = input(TOPICS.heartbeats());
    samples = input(TOPICS.loadSamples());
    statuses = output(TOPICS.nodeStatus());
    balances = output(TOPICS.loadBalance());
    deadLetters =
        driver.createOutputTopic(
            TOPICS.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @AfterEach
  void stop() {
    if (driver != null) {
      driver.close();
    }
  }

  @Test
  void theTopologyIsTheOneAgreedUpon() throws IOException {
    String described = Harness.topology(Harness.noLog()).describe().toString();
    Path golden = Path.of("src/test/resources/topology.txt");
    if (Boolean.getBoolean("topology.write")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, described);
    }
    assertThat(described)
        .as("changed on purpose? run with -Dtopology.write=true")
        .isEqualTo(Files.readString(golden));
  }

  @Test
  void aNodeThatFallsSilentIsDeclaredDead() {
    for (int second = 0; second <= 12; second++) {
      beat("n1", second + 1);
      pulses(second * 1_000, second * 1_000 + 750);
    }
    pulses(13_000, 20_000);
    assertThat(states("n1")).containsExactly(NodeState.ALIVE, NodeState.SUSPECT, NodeState.DEAD);
  }

  @Test
  void aNodeGoneForLongerThanTheRetentionLeavesATombstone() {
    beat("n1", 1);
    pulses(0, 125_000);
    List<TestRecord<String, SpecificRecord>> ofNode =
        statuses.readRecordsToList().stream().filter(r -> r.key().equals("n1")).toList();
    assertThat(ofNode.get(ofNode.size() - 1).value()).isNull();
    assertThat(ofNode.get(ofNode.size() - 2).value())
        .extracting(status -> ((NodeStatus) status).getState())
        .isEqualTo(NodeState.ENDED);
  }

  @Test
  void theMetersTellWhatWentThroughThePartition() {
    beat("n1", 1);
    beat("n1", 1);
    beat("n1", 4);
    heartbeats.pipeInput(bytes("n1"), (byte[]) null);
    pulses(0, 20_000);
    samples.pipeInput(bytes("n1"), (byte[]) null);

    assertThat(count("heartbeats", "partition", "0")).isEqualTo(3);
    assertThat(count("heartbeats.stale", "partition", "0")).isEqualTo(1);
    assertThat(count("heartbeats.missed", "partition", "0")).isEqualTo(2);
    assertThat(count("pulses.seen", "partition", "0")).isEqualTo(81);
    assertThat(count("graces", "partition", "0")).isEqualTo(1);
    assertThat(count("dead.letters", "topic", TOPICS.heartbeats().name())).isEqualTo(1);
    assertThat(count("dead.letters", "topic", TOPICS.loadSamples().name())).isEqualTo(1);
    assertThat(count("verdicts", "state", "ALIVE")).isEqualTo(1);
    assertThat(metrics.get(PREFIX + "nodes").tags("pool", "p", "state", "DEAD").gauge().value())
        .isEqualTo(1);
    assertThat(metrics.get(PREFIX + "verdict.latency").tag("state", "DEAD").timer().count())
        .isEqualTo(1);
    assertThat(metrics.get(PREFIX + "pulse.gap").timer().count()).isEqualTo(21);
    assertThat(metrics.get(PREFIX + "checkpoint").timer().count()).isPositive();
    assertThat(metrics.get(PREFIX + "lag").tag("partition", "0").gauge().value()).isZero();

    driver.close();
    driver = null;
    assertThat(metrics.find(PREFIX + "lag").gauge()).as("of a partition that left").isNull();
  }

  private double count(String name, String tag, String value) {
    return metrics.get(PREFIX + name).tag(tag, value).meters().stream()
        .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
        .mapToDouble(Measurement::getValue)
        .sum();
  }

  @Test
  void progressIsReportedUnderTheKeyOfThePartition() {
    pulses(0, 3_000);
    List<TestRecord<String, SpecificRecord>> all = statuses.readRecordsToList();
    assertThat(all).hasSize(4).allMatch(record -> record.key().equals("~0"));
    Progress progress = (Progress) all.get(3).value();
    assertThat(progress.getJudged().getOffset()).isEqualTo(12);
    assertThat(progress.getEndOffset()).isEqualTo(13);
  }

  @Test
  void onceAnHourTheStateIsPublishedAndAFoldFromItGoesOnAlike() {
    TestOutputTopic<String, Snapshot> snapshots =
        driver.createOutputTopic(
            TOPICS.snapshots().name(),
            new StringDeserializer(),
            TOPICS.snapshots().valueSerde(REGISTRY).deserializer());
    for (int second = 0; second <= 3_600; second++) {
      beat("n1", second + 1);
      heartbeats.pipeInput(null, value(TOPICS.heartbeats(), Harness.pulse(second * 1_000)));
    }
    TestRecord<String, Snapshot> record = snapshots.readRecord();
    assertThat(record.key()).isEqualTo("~0");
    assertThat(snapshots.isEmpty()).isTrue();
    WholeState state = new SnapshotGathering().take(record.value()).orElseThrow();

    var again =
        new Liveness(
            new LogPartition(Harness.IDS.of(TOPICS.heartbeats().name()), 0),
            Settings.forgettingAfter(Duration.ofMinutes(2)));
    FoldSnapshots.read(state, again);
    long offset = state.at().getOffset();
    assertThat(again.observedNanos()).isEqualTo(3_600_000_000_000L);
    statuses.readRecordsToList();
    List<NodeStatus> judged = new ArrayList<>();
    for (int at = 3_600_250; at < 3_610_000; at += 250) {
      heartbeats.pipeInput(null, value(TOPICS.heartbeats(), Harness.pulse(at)));
      again.accept(
          ++offset,
          0,
          null,
          Harness.pulse(at),
          verdict -> {
            if (verdict instanceof Verdict.Fresh fresh) {
              judged.add(fresh.status());
            }
          });
    }
    List<SpecificRecord> published =
        statuses.readRecordsToList().stream()
            .map(TestRecord::value)
            .filter(NodeStatus.class::isInstance)
            .toList();
    assertThat(judged).extracting(NodeStatus::getState).contains(NodeState.DEAD);
    assertThat(judged)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("decidedAtMillis")
        .isEqualTo(published);
  }

  @Test
  void bytesThatAreNoRecordGoToTheDeadLettersWithTheReason() {
    byte[] garbage = "not avro".getBytes(StandardCharsets.UTF_8);
    heartbeats.pipeInput(bytes("n1"), garbage);

    TestRecord<byte[], byte[]> letter = deadLetters.readRecord();

    assertThat(letter.key()).isEqualTo(bytes("n1"));
    assertThat(letter.value()).isEqualTo(garbage);
    assertThat(header(letter, "exception")).isEqualTo("magic");
    assertThat(header(letter, "message")).isNotEmpty();
    assertThat(header(letter, "topic")).isEqualTo(TOPICS.heartbeats().name());
    assertThat(header(letter, "offset")).isEqualTo("0");
  }

  @Test
  void anAbsurdRecordGoesToTheDeadLettersAndChangesNothing() {
    heartbeats.pipeInput(bytes("n2"), value(TOPICS.heartbeats(), Harness.heartbeat("n1", 1)));
    TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
    assertThat(header(letter, "exception")).isEqualTo("key_is_not_the_node");
    assertThat(statuses.isEmpty()).isTrue();
  }

  @Test
  void anAbsurdPulseGoesToTheDeadLettersAndMovesNoTime() {
    beat("n1", 1);
    pulses(0, 2_000);
    heartbeats.pipeInput(null, value(TOPICS.heartbeats(), Harness.pulse(30 * 86_400_000L)));

    TestRecord<byte[], byte[]> letter = deadLetters.readRecord();

    assertThat(header(letter, "exception")).isEqualTo("clock_absurd");
    assertThat(header(letter, "topic")).isEqualTo(TOPICS.heartbeats().name());
    assertThat(letter.key()).isNull();
    assertThat(states("n1")).containsExactly(NodeState.ALIVE);
  }

  @Test
  void anAbsurdSampleGoesToTheDeadLettersAndCountsForNothing() {
    sample("n1", 0.5);
    sample("n2", Double.NaN);

    TestRecord<byte[], byte[]> letter = deadLetters.readRecord();

    assertThat(header(letter, "exception")).isEqualTo("load_absurd");
    assertThat(header(letter, "topic")).isEqualTo(TOPICS.loadSamples().name());
    assertThat(letter.key()).isEqualTo(bytes("n2"));
    for (int at = 0; at <= 10_000; at += 250) {
      samples.pipeInput(null, value(TOPICS.loadSamples(), Harness.pulse(at)));
    }
    LoadBalance balance = (LoadBalance) balances.readValue();
    assertThat(balance.getReported()).isEqualTo(1);
    assertThat(balance.getUnknown()).isEmpty();
  }

  @Test
  void whatANodeWithAKeyHasNotSignedGoesToTheDeadLettersAndChangesNothing() throws IOException {
    beatSigned("signer", 1, Map.of());
    beatSigned("signer", 1, signing.make("forger"));

    assertThat(header(deadLetters.readRecord(), "exception")).isEqualTo("unauthentic");
    assertThat(header(deadLetters.readRecord(), "exception")).isEqualTo("unauthentic");
    assertThat(statuses.isEmpty()).isTrue();

    beatSigned("signer", 1, ofSigner);

    assertThat(states("signer")).containsExactly(NodeState.ALIVE);
  }

  @Test
  void anUnknownSchemaIdGoesToTheDeadLetters() {
    heartbeats.pipeInput(bytes("n1"), new byte[] {0, 0x7f, 1, 2, 3, 4});
    assertThat(header(deadLetters.readRecord(), "exception")).isEqualTo("unknown_schema");
  }

  @Test
  void aRecordWithoutAValueGoesToTheDeadLetters() {
    heartbeats.pipeInput(bytes("n1"), (byte[]) null);
    assertThat(header(deadLetters.readRecord(), "exception")).isEqualTo("no_value");
  }

  @Test
  void theBalanceOfAPoolIsPublishedWhenItsWindowCloses() {
    sample("n1", 0.2);
    sample("n2", 0.6);
    for (int at = 0; at <= 10_000; at += 250) {
      samples.pipeInput(null, value(TOPICS.loadSamples(), Harness.pulse(at)));
    }
    TestRecord<String, SpecificRecord> record = balances.readRecord();
    assertThat(record.key()).isEqualTo("p");
    assertThat(((LoadBalance) record.value()).getDegree()).isBetween(0.66, 0.67);
    assertThat(metrics.get(PREFIX + "degree").tag("pool", "p").gauge().value())
        .isBetween(0.66, 0.67);
  }

  private void beat(String node, long sequence) {
    heartbeats.pipeInput(
        bytes(node), value(TOPICS.heartbeats(), Harness.heartbeat(node, sequence)));
  }

  private void beatSigned(String node, long sequence, Map<String, String> key) {
    var serializer = TOPICS.heartbeats().valueSerde(with(key)).serializer();
    var headers = new RecordHeaders();
    byte[] value =
        serializer.serialize(
            TOPICS.heartbeats().name(), headers, Harness.heartbeat(node, sequence));
    heartbeats.pipeInput(new TestRecord<>(bytes(node), value, headers));
  }

  private static Map<String, Object> with(Map<String, String> more) {
    var settings = new HashMap<>(REGISTRY);
    settings.putAll(more);
    return settings;
  }

  private void pulses(long from, long to) {
    for (long at = from; at <= to; at += 250) {
      heartbeats.pipeInput(null, value(TOPICS.heartbeats(), Harness.pulse(at)));
    }
  }

  private void sample(String node, double load) {
    var sample = new LoadSample(node, "p", 1L, 1L, 0L, Map.of("cpu", load), List.of(), List.of());
    samples.pipeInput(bytes(node), value(TOPICS.loadSamples(), sample));
  }

  private List<NodeState> states(String node) {
    return statuses.readRecordsToList().stream()
        .filter(record -> record.key().equals(node))
        .map(record -> ((NodeStatus) record.value()).getState())
        .toList();
  }

  private TestInputTopic<byte[], byte[]> input(Topic<?, ?> topic) {
    return driver.createInputTopic(
        topic.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<String, SpecificRecord> output(Topic<String, SpecificRecord> topic) {
    return driver.createOutputTopic(
        topic.name(), new StringDeserializer(), topic.valueSerde(REGISTRY).deserializer());
  }

  private static byte[] value(Topic<String, SpecificRecord> topic, SpecificRecord record) {
    return topic.valueSerde(REGISTRY).serializer().serialize(topic.name(), record);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader("__streams.errors." + name);
    return new String(header.value(), StandardCharsets.UTF_8);
  }
}
