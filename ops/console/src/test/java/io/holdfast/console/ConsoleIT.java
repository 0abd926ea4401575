package io.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.console.browser.Browser;
import io.holdfast.console.browser.Page;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.NodeState;
import io.holdfast.records.Operation;
import io.holdfast.records.PlacementPhase;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person sees and does, in headless Chromium. Screenshots are left in target. */
class ConsoleIT {

  private static final String REGISTRY = "mock://console";
  private static final String TOKEN = "correct-horse-battery";
  private static final Path SHOTS = Path.of("target", "screenshots");

  @RegisterExtension static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER);

  private static Cluster cluster;
  private static Story story;
  private static ConsoleUnderTest console;
  private static Browser browser;
  private Page page;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Browser.installed().isPresent(),
        "no Chromium on the path: install Debian's package chromium to run these tests");
    cluster = new Cluster(sandbox.bootstrapServers(), REGISTRY);
    story = new Story(cluster);
    console =
        new ConsoleUnderTest(
            sandbox.bootstrapServers(),
            REGISTRY,
            "actions.enabled=true",
            "actions.tokens={ada: " + TOKEN + "}");
    browser = Browser.start(Browser.installed().get());
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
    if (console != null) {
      console.close();
    }
    if (cluster != null) {
      story.close();
      cluster.close();
    }
  }

  @BeforeEach
  void openPage() {
    page = browser.page(1440, 900);
  }

  /** A refused sign-in is the browser's own complaint. */
  @AfterEach
  void nothingWasComplainedOfAndNothingCameFromElsewhere() {
    assertThat(page.complaints()).allMatch(complaint -> complaint.contains("status of 401"));
    assertThat(page.requested()).isNotEmpty().allMatch(url -> url.startsWith(console.url("/")));
    page.close();
  }

  @Test
  void theFleetIsShownByZoneAndADeathAppearsByItself() throws IOException {
    page.open(console.url("/"));
    shows(".map figcaption", text -> text.contains("z1"));
    shows(".stats", text -> text.contains("60 of 60") && text.contains("nodes alive"));
    page.screenshot(SHOTS.resolve("fleet-light.png"));

    cluster.write(
        cluster.topics().nodeStatus(), "z2-007", Records.status("z2-007", NodeState.DEAD));
    cluster.flush();

    shows(".stats", text -> text.contains("59 of 60") && text.contains("1 dead"));
    shows(".feed", text -> text.contains("z2-007") && text.contains("silent for 6.1 s"));
    page.prefers("dark").screenshot(SHOTS.resolve("fleet-dark.png"));
    cluster.write(
        cluster.topics().nodeStatus(), "z2-007", Records.status("z2-007", NodeState.ALIVE));
    cluster.flush();
    shows(".stats", text -> text.contains("60 of 60"));
  }

  @Test
  void theKeyboardReachesEveryTileAndTellsItsEvidence() {
    page.open(console.url("/"));
    shows(".map figcaption", text -> text.contains("alive"));

    page.eval("document.querySelector('.map canvas').focus()");
    page.press("ArrowRight");

    shows(".evidence", text -> text.contains("z1-002") && text.contains("Last heard"));
    assertThat(page.text("#said")).contains("z1-002: alive, load");
    page.press("Enter");
    shows("h1", text -> text.contains("z1-002"));
    shows("main", text -> text.contains("32 cores") && text.contains("train-002"));
  }

  @Test
  void aScreenReaderIsToldWhatTheColoursSay() {
    page.open(console.url("/"));
    shows(".map figcaption", text -> text.contains("alive"));

    assertThat(page.accessibilityTree())
        .anyMatch(line -> line.startsWith("application: Zone z1 of pool inference: 20 alive"))
        .anyMatch(line -> line.equals("navigation: Pages"))
        .anyMatch(line -> line.startsWith("link: 60 of 60"))
        .noneMatch(line -> line.equals("button: ") || line.equals("link: "));
  }

  @Test
  void aPoolIsShownOverTimeWithItsBreaker() throws IOException {
    page.open(console.url("/pools/inference"));
    shows(".readout", text -> text.contains("degree"));

    cluster.write(
        cluster.topics().placements(),
        "train-004",
        Records.placement("train-004", PlacementPhase.HELD, "z1-004"));
    cluster.write(
        cluster.topics().decisions(),
        "inference",
        Records.decision("0-900-0", DecisionKind.BREAKER, null, null, null, "BREAKER_TRIPPED"));
    cluster.write(
        cluster.topics().decisions(),
        "inference",
        Records.decision(
            "0-901-0", DecisionKind.HOLD, "train-004", "z1-004", null, "BREAKER_TRIPPED"));
    cluster.flush();

    shows("main", text -> text.contains("Failovers are held for one workload: train-004"));
    page.screenshot(SHOTS.resolve("pool.png"));
    page.open(console.url("/pools"));
    shows("main", text -> text.contains("tripped") && text.contains("1 held"));
  }

  @Test
  void decisionsOpenToTheirCandidatesAndNewOnesAppear() throws IOException {
    page.open(console.url("/decisions"));
    shows(".log", text -> text.contains("train-001"));

    cluster.write(
        cluster.topics().decisions(),
        "inference",
        Records.decision(
            "0-990-0", DecisionKind.FAILOVER, "train-009", "z2-007", "z3-001", "BEST"));
    cluster.flush();

    shows(".decision:first-child", text -> text.contains("train-009"));
    page.click(".decision:first-child summary");
    shows(".decision:first-child .inside", text -> text.contains("NO_CAPACITY"));
    page.screenshot(SHOTS.resolve("decisions.png"));
  }

  @Test
  void placementsAndStepsAreShownAsTheyHappen() throws IOException {
    page.open(console.url("/moves"));
    shows("main table", text -> text.contains("train-001"));

    cluster.write(
        cluster.topics().placements(),
        "train-010",
        Records.placement("train-010", PlacementPhase.UNPLACEABLE, null));
    cluster.write(
        cluster.topics().failoverCommands(),
        "z3-001",
        Records.command("train-009", "z2-007", "z3-001"));
    cluster.write(
        cluster.topics().commandResults(), "z3-001", Records.started("train-009", "z3-001"));
    cluster.flush();

    shows("main table", text -> text.contains("no node has room for 8 gpu"));
    shows(".feed", text -> text.contains("train-009") && text.contains("z2-007 is DEAD"));
    page.screenshot(SHOTS.resolve("moves.png"));
  }

  @Test
  void backupsShowTheirChainAndWhatCanBeRestored() throws IOException {
    page.open(console.url("/backups"));

    shows("article", text -> text.contains("orders") && text.contains("--before-xid 812"));
    assertThat(page.text("article")).contains("0.9 s").contains("before the release");
    page.screenshot(SHOTS.resolve("backups.png"));
  }

  @Test
  void aSlashAndAFewLettersFindAnything() {
    page.open(console.url("/backups"));
    shows("article", text -> text.contains("orders"));

    page.press("/").type("train-00");
    shows("#hits", text -> text.contains("train-001"));
    page.press("ArrowDown").press("Enter");

    shows("h1", text -> text.contains("train-00"));
  }

  @Test
  void aDrainNeedsAReasonAndIsWrittenWithTheNameOfThePerson() throws IOException {
    page.open(console.url("/nodes/z3-005"));
    shows(".title", text -> text.contains("Drain"));
    page.click(".title button");
    shows("dialog", text -> text.contains("Token"));
    page.click("dialog input").type("not-the-right-token").press("Enter");
    shows("dialog .problem", text -> text.contains("Nobody has this token"));
    page.eval("document.querySelector('dialog input').value = ''");
    page.click("dialog input").type(TOKEN).press("Enter");
    shows("dialog", text -> text.contains("Reason"));
    page.screenshot(SHOTS.resolve("drain.png"));

    page.click("dialog input").type("new fans").press("Enter");

    Operation operation = newestOperation();
    assertThat(operation.getNode()).isEqualTo("z3-005");
    assertThat(operation.getBy()).isEqualTo("ada");
    assertThat(operation.getReason()).isEqualTo("new fans");
    page.open(console.url("/nodes/z3-005"));
    shows("main", text -> text.contains("by ada: new fans"));
  }

  @Test
  void aPhoneCanShowIt() throws IOException {
    page.size(390, 844).open(console.url("/"));
    shows(".map figcaption", text -> text.contains("alive"));

    page.screenshot(SHOTS.resolve("fleet-phone.png"));

    assertThat((double) page.eval("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
  }

  private void shows(String selector, Predicate<String> expected) {
    await(selector)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(page.text(selector)).matches(expected));
  }

  private static Operation newestOperation() {
    Deserializer<Operation> values =
        cluster
            .topics()
            .operations()
            .valueSerde(Map.of("schema.registry.url", REGISTRY))
            .deserializer();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", sandbox.bootstrapServers()),
            new StringDeserializer(),
            values)) {
      int home = cluster.topics().operations().partitionOf("inference");
      var partition = new TopicPartition(cluster.topics().operations().name(), home);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      return await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> consumer.poll(Duration.ofMillis(200)).records(partition),
              found -> !found.isEmpty())
          .get(0)
          .value();
    }
  }
}
