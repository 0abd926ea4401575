package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.CommandRun.Shell;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Postgres;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxExtension;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The machine that was backed up is gone, and Kafka with it. */
class RestoreElsewhereIT {

  /** Has nothing of what was lost. */
  @RegisterExtension static final SandboxExtension elsewhere = SandboxExtension.with(Part.POSTGRES);

  @TempDir private Path directory;

  @Test
  void aStoreAndAKeyAreEnough() throws Exception {
    // Given
    Path keyset = directory.resolve("keys.json");
    assertThat(Shell.lost().run("backup key create " + keyset).exitCode()).isZero();
    BackedDatabase db;
    Postgres source;
    try (Sandbox lost = Sandbox.start(Part.BROKER, Part.REGISTRY, Part.POSTGRES)) {
      source = lost.postgres();
      db =
          new BackedDatabase(
              source,
              lost.bootstrapServers(),
              lost.registryUrl(),
              directory,
              "CREATE TABLE orders (id int PRIMARY KEY, note text);\n",
              "encryption: {keyset: " + keyset + "}");
      db.execute("INSERT INTO orders VALUES (1, 'in the base')");
      try (ChildProcess backup = db.backUp()) {
        db.execute("INSERT INTO orders VALUES (2, 'in the log')");
        db.done("backup point last" + db.config());
        db.awaitInfo("last");
        backup.terminate(Duration.ofSeconds(30));
      }
    }
    assertThat(source.answers()).isFalse();
    Shell shell = Shell.lost().with("PGPASSWORD", elsewhere.postgres().password());
    String store = " --database %s --store b=file:%s".formatted(db.name(), db.store("b"));
    String into = BackedDatabase.into(elsewhere.postgres(), db.name() + "_restored");

    // When
    CommandRun verified = shell.run("backup verify" + store);
    CommandRun without = shell.run("backup restore" + into + store);
    Path another = directory.resolve("another.json");
    shell.run("backup key create " + another);
    CommandRun wrong = shell.run("backup restore --keyset " + another + into + store);
    CommandRun with = shell.run("backup restore --keyset " + keyset + into + store);

    // Then
    assertThat(verified.exitCode()).as(verified.out()).isZero();
    assertThat(without.exitCode()).as(without.err()).isEqualTo(2);
    assertThat(without.err())
        .contains("is encrypted with key", "no keyset was given", "Give --keyset FILE.");
    assertThat(wrong.exitCode()).as(wrong.err()).isEqualTo(2);
    assertThat(wrong.err()).contains("the keyset has only", "Give --keyset FILE.");
    assertThat(with.exitCode()).as(with.err()).isZero();
    assertThat(
            BackedDatabase.column(
                elsewhere.postgres(),
                db.name() + "_restored",
                "SELECT note FROM orders ORDER BY id"))
        .containsExactly("in the base", "in the log");
  }
}
