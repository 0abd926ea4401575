package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.demo.Installation.App;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The whole system under a real Prometheus: every query of the dashboards is answered while all is
 * well, and alerts fire when what they are for comes about.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertsFaults {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration FIRES_WITHIN = Duration.ofMinutes(6);
  private static final Path OPS = Path.of(System.getProperty("holdfast.home"), "ops");
  private static final Pattern TYPE = Pattern.compile("# TYPE (holdfast_\\w+) (\\w+)");

  private static Demo demo;
  private static Stage stage;
  private static Prometheus prometheus;
  private static final Map<String, URI> targets = new LinkedHashMap<>();

  @BeforeAll
  static void everythingWorks() throws Exception {
    Assumptions.assumeTrue(
        Prometheus.isInstalled(),
        "no Prometheus on the path: install Debian's package prometheus to run these tests");
    List<String> commands =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.holdfast.cli.Main");
    demo =
        Demo.start(
            Installation.find().withLauncher(commands), Optional.empty(), new Narrator(System.out));
    stage = demo.setStage();
    new AllPlaced().tell(stage);
    for (App app :
        List.of(App.HEALTH_STREAM, App.DISPATCHER_STREAM, App.BACKUP_SINK, App.CONSOLE)) {
      targets.put(app.module(), stage.processes().metrics(app));
    }
    prometheus =
        Prometheus.start(
            OPS.resolve("prometheus"),
            stage.processes().directory().resolve("prometheus"),
            Processes.freePort(),
            targets);
  }

  @AfterAll
  static void end() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (demo != null) {
      demo.close();
    }
  }

  @Order(1)
  @Test
  void everyQueryOfTheDashboardsIsAnswered() throws Exception {
    List<String> unanswered = queries();
    assertThat(unanswered).hasSizeGreaterThan(20);

    long deadline = System.nanoTime() + PATIENCE.multipliedBy(2).toNanos();
    while (!unanswered.isEmpty() && System.nanoTime() - deadline < 0) {
      List<String> left = new ArrayList<>();
      for (String query : unanswered) {
        if (prometheus.series(query) == 0) {
          left.add(query);
        }
      }
      unanswered = left;
      TimeUnit.SECONDS.sleep(1);
    }

    assertThat(unanswered).isEmpty();
  }

  /** Prometheus's own rules for names: https://prometheus.io/docs/practices/naming/. */
  @Order(2)
  @Test
  void everyMetricIsNamedByPrometheusRules() throws Exception {
    for (Map.Entry<String, URI> target : targets.entrySet()) {
      Matcher types = TYPE.matcher(scrape(target.getValue()));
      int count = 0;
      while (types.find()) {
        count++;
        String name = types.group(1);
        assertThat(name).as(target.getKey()).matches("[a-z][a-z0-9_]*[a-z0-9]");
        assertThat(name.endsWith("_total")).as(name).isEqualTo(types.group(2).equals("counter"));
        assertThat(name)
            .as("base units only")
            .doesNotContainPattern("_(ms|millis|minutes|hours|kb|mb|kilobytes|percent)(_|$)");
        if (types.group(2).equals("gauge")) {
          assertThat(name).doesNotEndWith("_count").doesNotEndWith("_sum");
        }
      }
      assertThat(count).as(target.getKey()).isGreaterThan(1);
    }
  }

  @Order(3)
  @Test
  void alertsFireWhenWhatTheyAreForComesAbout() throws Exception {
    assertThat(prometheus.firing()).as("before anything is wrong").isEmpty();

    askForWhatNoNodeHas();
    writeWhatNobodyCanRead();
    takeAStoreAway();
    stopTheBrokerForAWhile();
    var seen = new TreeSet<String>();
    awaitFiring(
        seen,
        "HoldfastWorkloadUnplaceable",
        "HoldfastDeadLetters",
        "HoldfastObserverBlind",
        "HoldfastStoreBehind");
    killMoreNodesThanThePolicyTrusts();
    awaitFiring(seen, "HoldfastBreakerTripped", "HoldfastNodeDead");
    stage.processes().kill(App.HEALTH_STREAM);
    awaitFiring(seen, "HoldfastVerdictLag", "HoldfastProcessDown");

    stage.narrator().verified("fired for real: %s", seen);
  }

  private static void askForWhatNoNodeHas() throws IOException, StoryFailed {
    Path file = stage.processes().directory().resolve("too-large.yaml");
    Files.writeString(
        file,
        """
        workloads:
          - workload: too-large
            pool: demo
            program: web
            demand: {cpu: 64, memory: 1GiB}
        """);
    stage.keyboard().run(PATIENCE, "workload", "apply", "-f", file.toString());
  }

  private static void writeWhatNobodyCanRead() {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stage.processes().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] bytes = "this is no heartbeat".getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>("holdfast.heartbeats", bytes, bytes));
    }
  }

  /** A file where the directory was: nothing can be put there any more. */
  private static void takeAStoreAway() throws IOException {
    Path store = stage.processes().directory().resolve("stores/b");
    Files.move(store, store.resolveSibling("b-away"));
    Files.writeString(store, "unmounted");
  }

  private static void stopTheBrokerForAWhile() throws InterruptedException {
    stage.processes().broker().suspend();
    TimeUnit.SECONDS.sleep(20);
    stage.processes().broker().resume();
  }

  private static void killMoreNodesThanThePolicyTrusts() throws IOException, StoryFailed {
    Path file = stage.processes().directory().resolve("strict.yaml");
    Files.writeString(file, "pool: demo\nguards:\n  breaker-share: 0.3\n  breaker-count: 2\n");
    stage.keyboard().run(PATIENCE, "policy", "apply", "-f", file.toString(), "--reason", "strict");
    List<String> nodes = List.copyOf(stage.processes().nodes());
    nodes.subList(0, 3).forEach(node -> stage.processes().kill(node));
  }

  private static void awaitFiring(TreeSet<String> seen, String... alerts) throws Exception {
    long deadline = System.nanoTime() + FIRES_WITHIN.toNanos();
    while (!seen.containsAll(List.of(alerts)) && System.nanoTime() - deadline < 0) {
      seen.addAll(prometheus.firing());
      TimeUnit.SECONDS.sleep(1);
    }
    assertThat(seen).contains(alerts);
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    try (Stream<Path> files = Files.list(OPS.resolve("grafana/dashboards"))) {
      for (Path file : files.toList()) {
        Object dashboard =
            new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        Prometheus.list(Prometheus.map(dashboard).get("panels")).stream()
            .flatMap(panel -> Prometheus.list(panel.get("targets")).stream())
            .forEach(target -> queries.add((String) target.get("expr")));
      }
    }
    return queries;
  }

  private static String scrape(URI address) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
        .body();
  }
}
