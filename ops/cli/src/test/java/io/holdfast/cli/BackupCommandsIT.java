package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandsIT {

  private static final String SCHEMA = "CREATE TABLE orders (id int PRIMARY KEY, total int);\n";
  private static final String COUNT = "SELECT count(*) FROM orders";

  @RegisterExtension
  static final SandboxExtension sandbox =
      SandboxExtension.with(Part.BROKER, Part.REGISTRY, Part.POSTGRES);

  @TempDir private Path directory;

  @Test
  void whatACarelessTruncateTookIsThereAgain() throws Exception {
    // Given
    var db =
        new BackedDatabase(
            sandbox.postgres(),
            sandbox.bootstrapServers(),
            sandbox.registryUrl(),
            directory,
            SCHEMA);
    db.execute("INSERT INTO orders SELECT n, n FROM generate_series(1, 100) n");
    db.done("topics create --database " + db.name());

    // When
    try (ChildProcess backup = db.backUp()) {
      db.execute("INSERT INTO orders VALUES (101, 101)");
      db.done("backup base --table orders" + db.config());
      await("the table's new base")
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  BackedDatabase.objects(db.store("a"), "public.orders-00000.copy.zst").size()
                      == 2);
      db.done("backup point before-release" + db.config());
      db.done("backup point before-truncate --barrier" + db.config());
      db.execute("TRUNCATE orders");
      db.awaitInfo("TRUNCATE");
      CommandRun checked = db.done("backup check" + db.config());
      assertThat(checked.out()).contains("store a", "kafka", "WARNING", "set encryption.keyset");
      assertThat(ParsedJson.list(db.done("backup check --json" + db.config())))
          .anySatisfy(
              found ->
                  assertThat(found)
                      .containsEntry("thing", "slot")
                      .containsEntry("state", "FINE")
                      .hasEntrySatisfying(
                          "sentence",
                          sentence -> assertThat(sentence.toString()).contains("is being read")))
          .noneSatisfy(found -> assertThat(found).containsEntry("state", "PROBLEM"));
      backup.terminate(Duration.ofSeconds(30));
    }
    CommandRun verified = db.done("backup verify --kafka" + db.config());
    String target = db.name() + "_restored";
    CommandRun restored =
        db.done("backup restore --before-truncate orders" + db.into(target) + db.stores());

    // Then
    assertThat(verified.out()).contains("all as they were written");
    assertThat(restored.out()).contains("101 rows");
    assertThat(db.restored(target, COUNT)).containsExactly("101");
    for (String point : List.of("--to-point before-release", "--barrier before-truncate")) {
      String another = target + point.charAt(2);
      db.done("backup restore " + point + db.into(another) + db.stores());
      assertThat(db.restored(another, COUNT)).containsExactly("101");
    }

    assertThat(db.shell().run("backup base --table nosuch" + db.config()).exitCode()).isEqualTo(4);
    damageAnObjectOf(db.store("b"));
    CommandRun damaged = db.shell().run("backup verify" + db.stores());
    assertThat(damaged.exitCode()).isEqualTo(1);
    assertThat(damaged.out()).contains("store b: ", "is damaged");
    Map<String, Object> findings =
        ParsedJson.object(db.shell().run("backup verify --json" + db.stores()));
    assertThat(findings).containsEntry("whole", false);
    assertThat((List<?>) findings.get("findings"))
        .singleElement()
        .hasFieldOrPropertyWithValue("store", "b")
        .extracting("object", "sentence")
        .satisfiesExactly(
            object -> assertThat(object.toString()).startsWith("segments/"),
            sentence -> assertThat(sentence.toString()).startsWith("is damaged"));
  }

  private static void damageAnObjectOf(Path store) throws IOException {
    Path segment = BackedDatabase.objects(store, "/segments/").get(0);
    assertThat(segment.toFile().setWritable(true)).isTrue();
    try (var file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(file.length() / 2);
      int value = file.read();
      file.seek(file.length() / 2);
      file.write(value ^ 1);
    }
  }
}
