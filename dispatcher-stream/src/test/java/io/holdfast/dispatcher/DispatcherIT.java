package io.holdfast.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.dispatcher.domain.Effect;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.Records;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.Command;
import io.holdfast.records.Decision;
import io.holdfast.records.NodeState;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The real jar's main class on a real broker and registry, with nodes played by hand. */
class DispatcherIT {

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Cluster cluster;
  private ChildProcess dispatcher;
  private final Set<String> answered = new HashSet<>();

  @BeforeEach
  void start() {
    String prefix = "it" + Long.toHexString(System.nanoTime()) + ".";
    cluster = new Cluster(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix);
    dispatcher = run();
  }

  @AfterEach
  void stop() {
    dispatcher.close();
    cluster.close();
  }

  private ChildProcess run() {
    return ChildProcess.java(Main.class.getName())
        .jvmOptions("-Xmx256m", "-XX:TieredStopAtLevel=1")
        .arguments(
            "--set", "kafka.bootstrap-servers=" + sandbox.bootstrapServers(),
            "--set", "kafka.topic-prefix=" + cluster.topics().prefix(),
            "--set", "registry.url=" + sandbox.registryUrl(),
            "--set", "state-directory=" + directory.resolve("state"),
            "--set", "http.port=0")
        .start("dispatcher", directory.resolve("dispatcher.log"));
  }

  @Test
  void workloadsArePlacedAndFollowWhenTheirNodeDies() {
    joinAll(3);
    apply(6);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(running()).hasSize(6));
    assertThat(new HashSet<>(running().values())).hasSize(3);

    cluster.status("n00", 1, NodeState.DEAD);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(running()).hasSize(6).doesNotContainValue("n00"));
    assertThat(cluster.read(cluster.topics().failoverCommands()))
        .hasSize(2)
        .allSatisfy(c -> assertThat(c.value().getFrom()).isEqualTo("n00"));
    everythingIsWhatAnOfflineFoldDecides();
  }

  @Test
  void bytesThatAreNoRecordBecomeADeadLetterAndThePipelineGoesOn() {
    byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
    cluster.sayBytes(cluster.topics().workloads(), "w", garbage);
    joinAll(2);
    apply(2);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(running()).hasSize(2));
    assertThat(cluster.read(cluster.topics().deadLetters().name(), new ByteArrayDeserializer()))
        .singleElement()
        .satisfies(r -> assertThat(r.value()).isEqualTo(garbage));
  }

  @Test
  void aDispatcherKilledInMidStreamLosesAndDoublesNoDecision() {
    joinAll(4);
    apply(12);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(running()).hasSize(12));

    for (int round = 0; round < 2; round++) {
      String node = "n0" + round;
      cluster.status(node, 1, NodeState.DEAD);
      dispatcher.kill();
      cluster.status(node, 2, NodeState.ALIVE);
      for (String id : Records.names("late" + round, 3)) {
        cluster.say(cluster.topics().workloads(), id, Records.workload(id, 0.1).build());
      }
      dispatcher = run();
      int workloads = 12 + 3 * (round + 1);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(running()).hasSize(workloads));
    }

    everythingIsWhatAnOfflineFoldDecides();
  }

  private void joinAll(int nodes) {
    Records.names("n", nodes).forEach(n -> cluster.join(n, 4));
  }

  private void apply(int workloads) {
    Records.names("w", workloads)
        .forEach(
            id -> cluster.say(cluster.topics().workloads(), id, Records.workload(id, 0.1).build()));
  }

  /** What the newest assignments say, after the nodes have answered them. */
  private Map<String, String> running() {
    var newest = new TreeMap<String, Assignment>();
    for (var record : cluster.read(cluster.topics().assignments())) {
      newest.put(record.key(), record.value());
    }
    var running = new TreeMap<String, String>();
    newest.values().forEach(a -> a.getWorkloads().forEach(w -> answer(a, w, running)));
    return running;
  }

  private void answer(
      Assignment assignment, AssignedWorkload workload, Map<String, String> running) {
    running.put(workload.getWorkload(), assignment.getNode());
    if (answered.add(workload.getWorkload() + "@" + workload.getEpoch())) {
      cluster.say(
          cluster.topics().commandResults(),
          assignment.getNode(),
          Records.result(
              assignment.getNode(),
              assignment.getIncarnation(),
              workload.getWorkload(),
              workload.getEpoch(),
              ResultKind.STARTED,
              ResultReason.NONE));
    }
  }

  /** Decisions and commands in the topics are those of a fold of pool-events, each once. */
  private void everythingIsWhatAnOfflineFoldDecides() {
    await().atMost(PATIENCE).untilAsserted(this::compare);
  }

  private void compare() {
    Topic<String, SpecificRecord> log = cluster.topics().poolEvents();
    List<ConsumerRecord<String, SpecificRecord>> events = cluster.read(log);
    Map<Integer, Fold> folds = new TreeMap<>();
    List<String> decisions = new ArrayList<>();
    List<String> commands = new ArrayList<>();
    String logId = null;
    for (var decided : cluster.read(cluster.topics().decisions())) {
      logId = decided.value().getTrigger().getTopicId();
    }
    for (var event : events) {
      var at = new Position(logId, event.partition(), event.offset());
      Fold fold = folds.computeIfAbsent(event.partition(), p -> new Fold());
      List<Effect> effects =
          event.value() instanceof Pulse pulse
              ? fold.accept(at, event.timestamp(), pulse)
              : fold.accept(at, event.timestamp(), (PoolEvent) event.value());
      for (Effect effect : effects) {
        if (effect instanceof Effect.Explain explain) {
          decisions.add(explain.decision().toString());
        } else if (effect instanceof Effect.Narrate narrate) {
          commands.add(narrate.command().toString());
        }
      }
    }
    assertThat(decided()).containsExactlyInAnyOrderElementsOf(decisions);
    assertThat(commanded()).containsExactlyInAnyOrderElementsOf(commands);
  }

  private List<String> decided() {
    return cluster.read(cluster.topics().decisions()).stream()
        .map(ConsumerRecord::value)
        .map(Decision::toString)
        .toList();
  }

  private List<String> commanded() {
    List<String> commands = new ArrayList<>();
    for (var topic :
        List.of(cluster.topics().failoverCommands(), cluster.topics().rebalanceCommands())) {
      cluster.read(topic).stream()
          .map(r -> r.value())
          .map(Command::toString)
          .forEach(commands::add);
    }
    return commands;
  }
}
