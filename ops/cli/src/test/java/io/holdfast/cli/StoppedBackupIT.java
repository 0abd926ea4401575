package io.holdfast.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.domain.Lsn;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topics;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with what a backup left that was stopped. No test changes its stores. */
class StoppedBackupIT {

  private static final String SCHEMA =
      """
      CREATE TABLE orders (id int PRIMARY KEY, total int);
      CREATE TABLE customers (id int PRIMARY KEY);
      """;
  private static final String ORDERS = "SELECT id FROM orders ORDER BY id";
  private static final String CUSTOMERS = "SELECT id FROM customers ORDER BY id";
  private static final String CLOCK =
      "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

  @RegisterExtension
  static final SandboxExtension sandbox =
      SandboxExtension.with(Part.BROKER, Part.REGISTRY, Part.POSTGRES);

  @TempDir private static Path directory;

  private static BackedDatabase db;
  private static String afterFirst;
  private static String second;
  private static String afterSecond;
  private static String third;
  private static int targets;

  @BeforeAll
  static void backUpSomeTransactions() throws Exception {
    // the client of S3 asks for credentials before it finds that nobody answers
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    db =
        new BackedDatabase(
            sandbox.postgres(),
            sandbox.bootstrapServers(),
            sandbox.registryUrl(),
            directory,
            SCHEMA);
    db.execute("INSERT INTO orders VALUES (1, 1), (2, 2); INSERT INTO customers VALUES (1)");
    try (ChildProcess backup = db.backUp()) {
      db.execute("INSERT INTO orders VALUES (101, 1)");
      afterFirst = db.ask(CLOCK);
      second = db.ask("INSERT INTO orders VALUES (102, 2) RETURNING xmin");
      afterSecond = db.ask("SELECT pg_current_wal_insert_lsn()");
      db.done("backup point middle" + db.config());
      db.awaitInfo("middle");
      third = db.ask("INSERT INTO orders VALUES (103, 3) RETURNING xmin");
      db.execute("INSERT INTO customers VALUES (2)");
      db.done("backup point end" + db.config());
      db.awaitInfo("end");
      backup.terminate(Duration.ofSeconds(30));
    }
  }

  @Test
  void aRestoreStopsBetweenTheTwoTransactionsThatItsTargetLiesBetween() throws Exception {
    Map<String, List<String>> expected = new LinkedHashMap<>();
    expected.put("--to " + afterFirst, List.of("1", "2", "101"));
    expected.put("--before-xid " + second, List.of("1", "2", "101"));
    expected.put("--through-xid " + second, List.of("1", "2", "101", "102"));
    expected.put("--before-lsn " + afterSecond, List.of("1", "2", "101", "102"));
    expected.put("--to-point middle", List.of("1", "2", "101", "102"));
    expected.put("--before-xid " + third, List.of("1", "2", "101", "102"));
    expected.put("", List.of("1", "2", "101", "102", "103"));

    Map<String, List<String>> found = new LinkedHashMap<>();
    for (String place : expected.keySet()) {
      String target = target();
      db.done("backup restore" + db.into(target) + db.stores() + option(place));
      found.put(place, db.restored(target, ORDERS));
    }

    assertThat(found).isEqualTo(expected);
  }

  @Test
  void aTableIsRestoredAloneAndTheOthersAreEmpty() throws Exception {
    String target = target();

    db.done("backup restore --table customers" + db.into(target) + db.stores());

    assertThat(db.restored(target, CUSTOMERS)).containsExactly("1", "2");
    assertThat(db.restored(target, ORDERS)).isEmpty();
  }

  @Test
  void programsReadWhereARestoreIsAndWhereConsumersGoOn() throws Exception {
    String early = target();
    Map<String, Object> first =
        ParsedJson.object(
            db.done("backup restore --json --to " + afterFirst + db.into(early) + db.stores()));
    String late = target();
    Map<String, Object> all =
        ParsedJson.object(
            db.done(
                "backup restore --json --prove --to 2099-01-01T00:00:00Z"
                    + db.into(late)
                    + db.stores()));

    assertThat(first)
        .containsEntry("pastEnd", false)
        .containsEntry("rows", 4L)
        .containsEntry("storesNotRead", Map.of())
        .containsEntry("compared", 0L)
        .containsEntry("differences", List.of());
    assertThat(all)
        .containsEntry("chain", first.get("chain"))
        .containsEntry("pastEnd", true)
        .containsEntry("rows", 7L)
        .containsEntry("compared", 2L)
        .containsEntry("comparedWith", "CHAIN")
        .containsEntry("differences", List.of())
        .containsEntry("changesTopicId", topicId());
    assertThat(lsn(first)).isLessThan(Lsn.parse(afterSecond).value()).isLessThan(lsn(all));
    assertThat((Long) first.get("nextOffset")).isLessThan((Long) all.get("nextOffset"));
    assertThat((Long) first.get("committedAtMicros"))
        .isLessThan((Long) all.get("committedAtMicros"));
  }

  @Test
  void programsReadWhatTheStoresHold() throws Exception {
    List<Map<String, Object>> chains = ParsedJson.list(db.done("backup info --json" + db.stores()));
    Map<String, Object> newest =
        ParsedJson.object(db.done("backup info --json newest" + db.stores()));
    Map<String, Object> verified = ParsedJson.object(db.done("backup verify --json" + db.stores()));

    assertThat(chains)
        .singleElement()
        .satisfies(
            chain ->
                assertThat(chain)
                    .containsEntry("chain", newest.get("chain"))
                    .containsEntry("database", db.name())
                    .containsEntry("state", "OPEN")
                    .containsEntry("transactions", newest.get("transactions")));
    assertThat((Long) newest.get("transactions")).isGreaterThanOrEqualTo(4);
    assertThat(newest).containsEntry("damage", "").containsEntry("storesNotRead", Map.of());
    assertThat((List<?>) newest.get("restorePoints"))
        .extracting("kind", "label")
        .contains(tuple("NAMED", "middle"), tuple("NAMED", "end"));
    assertThat(verified)
        .containsEntry("chain", newest.get("chain"))
        .containsEntry("whole", true)
        .containsEntry("findings", List.of());
    assertThat((Long) verified.get("objects")).isGreaterThan((Long) newest.get("manifests"));
    assertThat((Long) verified.get("bytes")).isGreaterThan((Long) newest.get("bytes"));
  }

  @Test
  void aStoreThatDoesNotAnswerIsNamedAndWhatOnlyItMayHoldIsRefused() throws Exception {
    String silent =
        " --database %s --store a=file:%s --store s=s3://b/p?region=us-east-1&endpoint=http://127.0.0.1:%d"
            .formatted(db.name(), db.store("a"), closedPort());

    CommandRun verified = db.shell().run("backup verify" + silent);
    String target = target();
    CommandRun named =
        db.done("backup restore --json --to-point middle" + db.into(target) + silent);
    CommandRun beyond =
        db.shell().run("backup restore --to 2099-01-01T00:00:00Z" + db.into(target()) + silent);

    for (String newest : List.of("--to-point no", "--barrier", "--before-truncate orders")) {
      CommandRun refused = db.shell().run("backup restore " + newest + db.into("never") + silent);
      assertThat(refused.exitCode()).as(newest).isEqualTo(3);
      assertThat(refused.err()).as(newest).contains("s=");
    }
    for (String all : List.of("info", "verify", "verify --chain 1999")) {
      assertThat(db.shell().run("backup " + all + silent.replaceFirst(" --store a=\\S+", "")))
          .as(all)
          .returns(3, CommandRun::exitCode);
    }
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isEqualTo(3);
    assertThat(verified.out()).contains("1 wrong", "store s: the store does not answer");
    assertThat(named.err()).contains("Store s does not answer");
    assertThat(ParsedJson.object(named).get("storesNotRead"))
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, String.class))
        .containsOnlyKeys("s");
    assertThat(db.restored(target, ORDERS)).containsExactly("1", "2", "101", "102");
    assertThat(beyond.exitCode()).as(beyond.err()).isEqualTo(3);
    assertThat(beyond.err())
        .contains(
            "The target is not in what the other stores hold",
            "s=",
            "bring them back, or name only the others by --database and --store");
  }

  @Test
  void whatTheChainDoesNotHoldIsNotFound() {
    CommandRun point =
        db.shell().run("backup restore --to-point no" + db.into("never") + db.stores());
    CommandRun table =
        db.shell().run("backup restore --table no" + db.into(target()) + db.stores());
    CommandRun time =
        db.shell()
            .run("backup restore --to 2001-01-01T00:00:00Z" + db.into(target()) + db.stores());

    CommandRun chain = db.shell().run("backup verify --chain 1999" + db.stores());
    CommandRun transaction =
        db.shell().run("backup restore --before-xid 4294967295" + db.into(target()) + db.stores());

    assertThat(List.of(point, table, time, chain, transaction))
        .extracting(CommandRun::exitCode)
        .containsOnly(4);
    assertThat(point.err()).contains("holds no point named no");
    assertThat(table.err()).contains("holds no table public.no");
    assertThat(time.err()).contains("begins after the target", "--chain ID");
  }

  @Test
  void anEndThatAllStoresLostIsMissedByWhoAsksKafka() throws Exception {
    Path a = copy(db.store("a"), directory.resolve("cut-a"));
    Path b = copy(db.store("b"), directory.resolve("cut-b"));
    int manifests = BackedDatabase.objects(a, "/manifests/").size();
    Files.delete(newestManifest(a));
    Files.delete(newestManifest(b));
    String config = " --config " + db.configure("cut.yaml", a, b);

    db.done("backup verify --kafka" + db.config());
    CommandRun unaware = db.shell().run("backup verify" + config);
    CommandRun aware = db.shell().run("backup verify --kafka" + config);

    assertThat(unaware.exitCode()).as(unaware.out()).isZero();
    assertThat(unaware.out()).contains("all as they were written");
    assertThat(aware.exitCode()).as(aware.out()).isEqualTo(1);
    assertThat(aware.out())
        .contains(
            "2 wrong",
            "store a: ends at manifest %d, but the chain at %d".formatted(manifests - 1, manifests),
            "store b: ends at manifest %d, but the chain at %d"
                .formatted(manifests - 1, manifests));
  }

  @Test
  void aCheckFindsThatNobodyReadsTheSlotAndThatATopicForgets() throws Exception {
    ConfigResource manifests =
        new ConfigResource(
            ConfigResource.Type.TOPIC, Topics.withPrefix(db.prefix()).manifests(db.name()).name());
    ConfigEntry hours = new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, "7200000");
    try (Admin admin = admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(manifests, List.of(new AlterConfigOp(hours, AlterConfigOp.OpType.SET))))
          .all()
          .get();
      // the controller has it at once, the broker that is asked a moment later
      await()
          .atMost(30, SECONDS)
          .until(
              () ->
                  admin
                      .describeConfigs(List.of(manifests))
                      .all()
                      .get()
                      .get(manifests)
                      .get(hours.name())
                      .value()
                      .equals(hours.value()));
    }

    CommandRun checked = db.shell().run("backup check --json" + db.config());

    assertThat(checked.exitCode()).as(checked.out()).isEqualTo(1);
    assertThat(ParsedJson.list(checked))
        .anySatisfy(
            found -> assertProblem(found, "slot", "nobody reads slot holdfast_" + db.name()))
        .anySatisfy(
            found ->
                assertProblem(found, "topics", "must keep them for ever: set retention.ms=-1"));
  }

  private static void assertProblem(Map<String, Object> found, String thing, String words) {
    assertThat(found).containsEntry("thing", thing).containsEntry("state", "PROBLEM");
    assertThat(found.get("sentence").toString()).contains(words);
  }

  private static String option(String place) {
    return place.isEmpty() ? "" : " " + place;
  }

  /** Name of a database that is not there yet. */
  private static String target() {
    return db.name() + "_" + ++targets;
  }

  private static long lsn(Map<String, Object> restored) {
    return Lsn.parse(restored.get("lsn").toString()).value();
  }

  private static Admin admin() {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, sandbox.bootstrapServers()));
  }

  private static String topicId() throws Exception {
    String name = Topics.withPrefix(db.prefix()).changes(db.name()).name();
    try (Admin admin = admin()) {
      return admin
          .describeTopics(List.of(name))
          .allTopicNames()
          .get()
          .get(name)
          .topicId()
          .toString();
    }
  }

  private static Path newestManifest(Path store) throws IOException {
    return BackedDatabase.objects(store, "/manifests/").stream()
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
    return to;
  }

  /** A port that was free a moment ago: nobody listens there. */
  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
