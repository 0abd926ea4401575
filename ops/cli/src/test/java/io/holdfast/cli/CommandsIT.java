package io.holdfast.cli;

import static io.holdfast.cli.Records.command;
import static io.holdfast.cli.Records.decision;
import static io.holdfast.cli.Records.placement;
import static io.holdfast.cli.Records.profile;
import static io.holdfast.cli.Records.started;
import static io.holdfast.cli.Records.status;
import static io.holdfast.cli.Records.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.CommandRun.Shell;
import io.holdfast.cli.cluster.Address;
import io.holdfast.cli.cluster.Cluster;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.NodeState;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CommandsIT {

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  @TempDir private Path directory;

  private static final String prefix = "cli-" + UUID.randomUUID() + ".";
  private static Shell shell;

  @BeforeAll
  static void createTopics() {
    shell = Shell.on(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix);
    CommandRun created = shell.run("topics create");
    assertThat(created.exitCode()).as(created.err()).isZero();
    writeFleet();
  }

  @Test
  void creatingTopicsTwiceChangesNothing() {
    CommandRun again = shell.run("topics create");

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.lines())
        .hasSize(1 + Topics.withPrefix(prefix).all().size())
        .filteredOn(line -> line.matches(".* - +OK"))
        .hasSize(Topics.withPrefix(prefix).all().size());
  }

  @Test
  void describingTopicsShowsThatAllAreAsTheContractSays() {
    CommandRun described = shell.run("topics describe");

    assertThat(described.exitCode()).as(described.out()).isZero();
    assertThat(described.out()).contains(prefix + "heartbeats").doesNotContain("DIFFERS");
  }

  @Test
  void aListIsFilteredByAnyFieldThatJsonHas() {
    CommandRun dead = shell.run("node list --filter state=dead --filter zone~z");
    CommandRun unknown = shell.run("node list --filter colour=red");

    assertThat(dead.exitCode()).as(dead.err()).isZero();
    assertThat(dead.lines().subList(1, dead.lines().size()))
        .isNotEmpty()
        .allMatch(line -> line.contains("DEAD"));
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("no field colour", "state", "zone");
  }

  @Test
  void theDoctorChecksEndToEndAndSaysWhatToDo() {
    CommandRun doctor = shell.run("doctor");

    assertThat(doctor.exitCode()).as("no app has read here").isEqualTo(1);
    assertThat(doctor.out())
        .contains("brokers", "access", "registry", "topics", "verdicts", "clocks", "versions")
        .contains("no node signs");
    assertThat(doctor.err()).contains("lag: start health-stream and dispatcher-stream");
    CommandRun lost = shell.run("doctor --trusted-keys no-such-list");
    assertThat(lost.exitCode()).isEqualTo(2);
    assertThat(lost.err()).contains("no-such-list");
    assertThat(shell.run("doctor --json").out()).startsWith("[").contains("\"mend\"");
  }

  @Test
  void watchRepeatsWhatShowsAndNothingThatActs() {
    CommandRun twice = shell.run("watch --times 2 --every 1ms node list --filter state=dead");
    CommandRun drain = shell.run("watch --times 1 node drain n1 --reason plan");
    CommandRun unknown = shell.run("watch --times 1 nodes list");

    assertThat(twice.exitCode()).as(twice.err()).isZero();
    assertThat(twice.lines()).filteredOn(line -> line.startsWith("NODE")).hasSize(2);
    assertThat(drain.exitCode()).isEqualTo(2);
    assertThat(drain.err()).contains("no command that only shows");
    assertThat(unknown.exitCode()).isEqualTo(2);
  }

  @Test
  void aTopicOfAnotherShapeIsNamedWithItsDifference() throws Exception {
    var other = Shell.on(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix + "x.");
    assertThat(other.run("topics create --partitions nodes=3").exitCode()).isZero();

    CommandRun described = other.run("topics describe nodes");

    assertThat(described.exitCode()).isEqualTo(1);
    assertThat(described.out()).contains("has 3 partitions and must have 12");
  }

  @Test
  void aCountOfPartitionsThatHealthStreamWouldNotStartWithIsRefused() {
    var other = Shell.on(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix + "y.");

    CommandRun refused = other.run("topics create --partitions heartbeats=3");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err().strip().lines()).hasSize(1);
    assertThat(refused.err())
        .contains("--partitions", "heartbeats cannot have 3", "where it has 12");
    assertThat(other.run("topics describe heartbeats").exitCode()).as("made nothing").isEqualTo(1);
  }

  @Test
  void anAppliedWorkloadIsListedAndAppliedAgainUnchanged() throws IOException {
    Path file = directory.resolve("workloads.yaml");
    Files.writeString(
        file,
        """
        workloads:
          - workload: web-1
            pool: inference
            program: web
            demand: {cpu: 0.5, memory: 256MiB}
            priority: 10
        """);

    CommandRun first = shell.run("workload", "apply", "-f", file.toString());
    CommandRun second = shell.run("workload", "apply", "-f", file.toString());
    CommandRun list = shell.run("workload list");

    assertThat(first.out()).as(first.err()).contains("CREATED");
    assertThat(second.out()).as(second.err()).contains("UNCHANGED");
    assertThat(list.out()).contains("web-1", "inference", "cpu 0.5, memory 256 MiB");
  }

  @Test
  void aRemovedWorkloadIsListedNoMore() throws IOException {
    Path file = directory.resolve("workloads.yaml");
    Files.writeString(file, "workloads: [{workload: w, pool: p, program: web}]\n");
    shell.run("workload", "apply", "-f", file.toString());

    CommandRun removed = shell.run("workload remove w");
    CommandRun list = shell.run("workload list --json");
    CommandRun again = shell.run("workload remove w");

    assertThat(removed.out()).contains("REMOVED");
    assertThat(list.out()).doesNotContain("\"w\"");
    assertThat(again.exitCode()).isEqualTo(4);
  }

  @Test
  void nodesAreListedWithTheirVerdictsAndWhatTheyRun() {
    CommandRun list = shell.run("node list");

    assertThat(list.exitCode()).as(list.err()).isZero();
    assertThat(list.lines().get(0)).startsWith("NODE   POOL");
    assertThat(list.lines().get(1)).matches("n1 +inference +z1 +ALIVE +JOINED .*");
    assertThat(list.lines().get(2)).matches("n2 +inference +z2 +DEAD +SILENT .* ago .*");
  }

  @Test
  void aNodeIsShownWithItsEvidence() {
    CommandRun dead = shell.run("node status n2");

    assertThat(dead.exitCode()).as(dead.err()).isZero();
    assertThat(dead.out())
        .contains("n2   DEAD for", "sequence 88", "silent for 6.1 s", "deadline 6.0 s");
  }

  @Test
  void anUnknownNodeIsNotFound() {
    CommandRun unknown = shell.run("node status nobody");

    assertThat(unknown.exitCode()).isEqualTo(4);
    assertThat(unknown.err()).contains("No node nobody has ever been heard");
  }

  @Test
  void aTailPrintsWhatWasWritten() {
    CommandRun tail = shell.run("topics tail nodes --from-beginning --max 2 --json");

    assertThat(tail.exitCode()).as(tail.err()).isZero();
    assertThat(tail.lines()).hasSize(2).allMatch(line -> line.contains("\"type\":\"NodeProfile\""));
  }

  @Test
  void aDrainedNodeSaysSoWithItsReason() {
    CommandRun drained =
        shell.run("node", "drain", "n1", "--reason", "new kernel", "--deadline", "10m");
    CommandRun status = shell.run("node status n1");

    assertThat(drained.exitCode()).as(drained.err()).isZero();
    assertThat(drained.out()).contains("Asked: DRAIN n1");
    assertThat(status.out()).contains("drained", "new kernel", "holdfast node undrain n1");
  }

  @Test
  void aPolicyIsMarkedInEveryPartitionThatIsJudgedByIt() throws IOException {
    Path file = directory.resolve("policy.yaml");
    Files.writeString(file, "pool: inference\nliveness: {dead-after: 8s}\n");

    CommandRun applied =
        shell.run("policy", "apply", "-f", file.toString(), "--reason", "slow network");
    CommandRun shown = shell.run("policy show inference --json");
    CommandRun beats = shell.run("topics tail heartbeats --from-beginning --max 12 --json");
    CommandRun samples = shell.run("topics tail load-samples --from-beginning --max 6 --json");

    assertThat(applied.out()).as(applied.err()).contains("version 1, applied");
    assertThat(shown.out()).contains("\"deadAfterMillis\" : 8000", "slow network");
    assertThat(beats.lines()).allMatch(line -> line.contains("\"type\":\"PolicyMark\""));
    assertThat(beats.lines().stream().map(CommandsIT::partition).distinct()).hasSize(12);
    assertThat(samples.lines().stream().map(CommandsIT::partition).distinct()).hasSize(6);
    assertThat(shell.run("policy", "apply", "-f", file.toString(), "--reason", "x").out())
        .contains("version 1, is in force already");
  }

  @Test
  void anImpossiblePolicyIsRefusedWithItsField() throws IOException {
    Path file = directory.resolve("policy.yaml");
    Files.writeString(file, "pool: inference\nliveness: {dead-after: 1s}\n");

    CommandRun refused = shell.run("policy", "apply", "-f", file.toString(), "--reason", "x");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("liveness.dead-after", "longer than suspect-after, 3s");
  }

  @Test
  void aDecisionIsFoundByTheBeginningOfItsId() {
    CommandRun list = shell.run("decision list --workload w1");
    CommandRun shown = shell.run("decision show 0-5-0");
    CommandRun ambiguous = shell.run("decision show 0-");
    CommandRun missing = shell.run("decision show 9-9-9");

    assertThat(list.lines()).as(list.err()).hasSize(2);
    assertThat(shown.out()).contains("0-5-0   FAILOVER", "n2", "NO_CAPACITY", "holdfast why w1");
    assertThat(ambiguous.exitCode()).isEqualTo(4);
    assertThat(ambiguous.err()).contains("0- begins 2 of them: 0-5-0, 0-6-0");
    assertThat(missing.exitCode()).isEqualTo(4);
  }

  @Test
  void aWorkloadTellsItsStory() {
    CommandRun story = shell.run("why w1");

    assertThat(story.exitCode()).as(story.err()).isZero();
    assertThat(story.out()).contains("FAILOVER", "STARTED", "Now: RUNNING on n1");
    assertThat(story.err()).contains("holdfast decision show 0-5-0");
    assertThat(shell.run("why nobody").exitCode()).isEqualTo(4);
  }

  @Test
  void commandsAreListedWithWhatCameOfThem() {
    CommandRun list = shell.run("command list");

    assertThat(list.exitCode()).as(list.err()).isZero();
    assertThat(list.lines()).hasSize(2);
    assertThat(list.lines().get(1)).contains("FAILOVER", "START", "w1", "STARTED");
  }

  @Test
  void loadIsShownALineForEachResource() {
    CommandRun load = shell.run("load show");

    assertThat(load.exitCode()).as(load.err()).isZero();
    assertThat(load.lines()).hasSize(3);
    assertThat(load.lines().get(1)).contains("cpu", "0.50 *", "40 %", "80 %", "n1 80 %");
  }

  @Test
  void aTrippedBreakerEndsWithOneAndNamesWhatItHolds() {
    CommandRun status = shell.run("breaker status");

    assertThat(status.exitCode()).as(status.out()).isEqualTo(1);
    assertThat(status.lines().get(1)).contains("inference", "TRIPPED");
    assertThat(status.err()).contains("holdfast breaker reset --pool inference");
  }

  @Test
  void theDoctorSeesATripHoweverOldItIs() {
    CommandRun later =
        Shell.on(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix)
            .after(Duration.ofDays(3))
            .run("doctor");

    assertThat(later.out()).contains("tripped in inference");
  }

  @Test
  void resettingABreakerAsksForWhatBecomesOfTheHeldOnes() {
    assertThat(shell.run("breaker reset --pool p --reason x").exitCode()).isEqualTo(2);
    assertThat(shell.run("breaker reset --pool p --replay --discard --reason x").exitCode())
        .isEqualTo(2);
    assertThat(shell.run("breaker reset --pool p --replay --reason x").out())
        .contains("Asked: BREAKER_REPLAY pool p");
  }

  @Test
  void aRecordThatCannotBeReadIsReportedAndPassedOver() throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", sandbox.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(prefix + "nodes", "garbage", "no Avro")).get();
    }

    CommandRun list = shell.run("node list");

    assertThat(list.exitCode()).isZero();
    assertThat(list.out()).contains("n1", "n2");
    assertThat(list.err()).contains("Not readable, passed over: " + prefix + "nodes partition");
  }

  private static String partition(String line) {
    return line.replaceAll(".*\"partition\":(\\d+).*", "$1");
  }

  private static void writeFleet() {
    var address =
        new Address(
            sandbox.bootstrapServers(), Optional.of(sandbox.registryUrl()), Map.of(), "the test");
    var topics = Topics.withPrefix(prefix);
    try (var cluster = Cluster.reach(address, topics, new PrintWriter(Writer.nullWriter()))) {
      cluster
          .publisher()
          .add(topics.nodes(), "n1", profile("n1", "z1"))
          .add(topics.nodes(), "n2", profile("n2", "z2"))
          .add(topics.nodeStatus(), "n1", status("n1", NodeState.ALIVE))
          .add(topics.nodeStatus(), "n2", status("n2", NodeState.DEAD))
          .add(topics.placements(), "w1", placement("w1", "n1"))
          .add(
              topics.decisions(),
              "inference",
              decision("0-5-0", DecisionKind.FAILOVER, "w1", "n2", "NODE_DEAD"))
          .add(
              topics.decisions(),
              "inference",
              decision("0-6-0", DecisionKind.BREAKER, null, null, "BREAKER_TRIPPED"))
          .add(topics.failoverCommands(), "n1", command("w1", "n1"))
          .add(topics.commandResults(), "n1", started("w1", "n1"))
          .add(topics.loadBalance(), "inference", window("inference"))
          .publish();
    }
  }
}
