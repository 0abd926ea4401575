package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.chain.KeyMissingException;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import io.holdfast.backup.seal.Keyset;
import io.holdfast.sandbox.ObjectStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A chain that is encrypted, in a directory and in S3; and a restored database that is gone on
 * with.
 */
class StoresIT {

  private static final String SCHEMA =
      """
      CREATE TABLE orders (b int, a int, note text, pad text, PRIMARY KEY (b, a));
      CREATE TABLE log (line text);
      ALTER TABLE log REPLICA IDENTITY FULL;
      CREATE TABLE emptied (id int PRIMARY KEY);
      """;

  @RegisterExtension final BackedDatabase db = new BackedDatabase(SCHEMA, "a");
  private Path keyset;

  @Test
  void whatIsEncryptedInTwoKindsOfStoresIsRestoredWithTheKeysAloneAndGoneOnWithInPlace()
      throws Exception {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    try (ObjectStorage storage = new ObjectStorage(db.directory().resolve("s3"))) {
      storage.start();
      storage.createBucket("backups");
      keyset = db.directory().resolve("keys.json");
      Keyset.create().write(keyset);
      db.run(
          "INSERT INTO orders SELECT i % 10, i, 'secretnote' || i, repeat(md5(i::text), 200) FROM generate_series(1, 300) i");
      db.run("INSERT INTO log SELECT 'line ' || i % 3 FROM generate_series(1, 9) i");
      db.run("INSERT INTO emptied SELECT generate_series(1, 5)");
      db.stores().put("s", "s3://backups/holdfast?region=us-east-1&endpoint=" + storage.endpoint());

      // Given: changes under a first key
      try (RunningBackup first = start()) {
        db.awaitBase();
        db.run("UPDATE orders SET note = 'changed' WHERE a % 7 = 0"); // pad: unchanged, out of line
        Backups.barrier(db.source(), "one");
        db.awaitBarrier("one");
      }
      // and more under a second one
      Keyset.read(keyset).rotated().write(keyset);
      try (RunningBackup second = start()) {
        db.run("UPDATE orders SET b = b + 1 WHERE a % 5 = 0");
        db.run("UPDATE orders SET a = a + 1000, note = NULL WHERE a % 11 = 0");
        db.run("DELETE FROM orders WHERE a % 13 = 0");
        db.run("INSERT INTO orders VALUES (77, 77, E'tab\\t', '')");
        db.run(
            "DELETE FROM log WHERE ctid IN (SELECT ctid FROM log WHERE line = 'line 1' LIMIT 2)");
        db.run("INSERT INTO log VALUES ('line 2'), ('new')");
        db.run("TRUNCATE emptied");
        db.run("INSERT INTO emptied VALUES (42)");
        Backups.barrier(db.source(), "two");
        db.awaitBarrier("two");
        await().atMost(60, SECONDS).until(() -> withKeys().verify(Optional.empty()).isWhole());
      }

      // Then: nothing readable lies in a store
      assertThat(db.backups().verify(Optional.empty()).findings()).isEmpty();
      assertThat(holdsPlainText(db.directory().resolve("a"))).isFalse();
      StoredChain chain = db.chain();
      assertThat(chain.base().getObjects())
          .allSatisfy(object -> assertThat(object.getSealedWith()).isNotZero())
          .allSatisfy(object -> assertThat(object.getName()).endsWith(".enc"));
      assertThat(Keyset.read(keyset).keys())
          .containsExactly(
              chain.base().getObjects().get(0).getSealedWith(),
              chain.newest().getObjects().get(0).getSealedWith());
      assertThatThrownBy(() -> restore(db.backups(), new RestoreTarget.End()))
          .isInstanceOf(KeyMissingException.class)
          .hasMessageContaining("no keyset was given");

      // and each store alone, with the keys, is the database
      for (String store : db.stores().keySet()) {
        Backups alone =
            Backups.of(
                db.name(), Map.of(store, db.stores().get(store)), Keyset.of(Optional.of(keyset)));
        RestoreReport report = restore(alone, barrier(alone, "two"));
        assertThat(report.differences()).isEmpty();
        assertThat(report.compared()).isEqualTo(3);
      }

      // and a database that was restored to the first barrier is gone on with to the second
      Database restored = db.target();
      RestoreReport before =
          withKeys()
              .restore(db.request(barrier(withKeys(), "one"), restored), RestoreProgress.silent());
      assertThat(before.differences()).isEmpty();
      RestoreReport after = delta(barrier(withKeys(), "two"), restored);
      assertThat(after.compared()).isEqualTo(3);
      assertThat(after.differences()).isEmpty();
      assertThat(after.transactions()).isEqualTo(8);
      assertThat(after.nextOffset()).isGreaterThan(before.nextOffset());
      assertThat(after.nextOffset()).isLessThanOrEqualTo(chain.newest().getNextOffset());
      assertThat(db.restored("SELECT id::text FROM public.emptied")).containsExactly("42");

      // but not backwards, nor from where nobody knows
      assertThatThrownBy(() -> delta(barrier(withKeys(), "one"), restored))
          .hasMessageContaining("only goes forward");
      assertThatThrownBy(() -> delta(barrier(withKeys(), "two"), db.source()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not known where the target stands");
    }
  }

  @Test
  void whoLostTheKeysBeginsAChainThatNewOnesOpen() throws Exception {
    // Given
    keyset = db.directory().resolve("keys.json");
    Keyset.create().write(keyset);
    try (RunningBackup first = start()) {
      db.awaitBase();
      db.run("INSERT INTO log VALUES ('one')");
      db.awaitTransactions(1);
    }
    String lost = db.chain().id();

    // When
    Files.delete(keyset);
    Keyset.create().write(keyset);
    try (RunningBackup second = start()) {
      Backups.askForNewBase(db.source(), "the keys are lost");
      await().atMost(60, SECONDS).until(() -> withKeys().chains().size() == 2);
      db.run("INSERT INTO log VALUES ('two')");
      db.awaitTransactions(1);
    }

    // Then
    restore(withKeys(), new RestoreTarget.End());
    assertThat(db.restored("SELECT line FROM public.log ORDER BY 1")).containsExactly("one", "two");
    assertThat(withKeys().verify(Optional.of(lost)).findings()).isEmpty();
    assertThatThrownBy(
            () ->
                withKeys()
                    .restore(
                        new RestoreRequest(
                            Optional.of(lost),
                            new RestoreTarget.End(),
                            Set.of(),
                            db.target(),
                            2,
                            db.spool(),
                            RestoreRequest.Witness.CHAIN),
                        RestoreProgress.silent()))
        .isInstanceOf(KeyMissingException.class);
  }

  private RunningBackup start() {
    return db.start("encryption.keyset=" + keyset);
  }

  private static boolean holdsPlainText(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (bytes.contains("secretnote")
            || bytes.contains("PRIMARY KEY (b, a)")
            || bytes.startsWith("(\u00b5/\u00fd")) { // a zstandard frame
          return true;
        }
      }
      return false;
    }
  }

  private Backups withKeys() throws IOException {
    return Backups.of(db.name(), db.stores(), Keyset.of(Optional.of(keyset)));
  }

  private RestoreTarget barrier(Backups backups, String id) throws Exception {
    return backups.points(backups.chain(Optional.empty()), db.spool()).barrier(Optional.of(id));
  }

  private RestoreReport restore(Backups backups, RestoreTarget target) throws Exception {
    return backups.restore(db.request(target, db.target()), RestoreProgress.silent());
  }

  private RestoreReport delta(RestoreTarget target, Database into) throws Exception {
    return withKeys().delta(db.request(target, into), RestoreProgress.silent());
  }
}
