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
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

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

  @TempDir Path directory;
  private Map<String, String> urls;
  private Path keyset;
  private Sandbox sandbox;

  @Test
  void whatIsEncryptedInTwoKindsOfStoresIsRestoredWithTheKeysAloneAndGoneOnWithInPlace()
      throws Exception {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    try (ObjectStorage storage = new ObjectStorage(directory.resolve("s3"));
        Sandbox running = Sandbox.start(Part.BROKER, Part.POSTGRES)) {
      sandbox = running;
      storage.start();
      makeBucket(storage.endpoint());
      keyset = directory.resolve("keys.json");
      Keyset.create().write(keyset);
      sandbox.postgres().createDatabase("orders");
      run(SCHEMA);
      run(
          "INSERT INTO orders SELECT i % 10, i, 'secretnote' || i, repeat(md5(i::text), 200) FROM generate_series(1, 300) i");
      run("INSERT INTO log SELECT 'line ' || i % 3 FROM generate_series(1, 9) i");
      run("INSERT INTO emptied SELECT generate_series(1, 5)");
      urls =
          Map.of(
              "a", "file:" + directory.resolve("a"),
              "s", "s3://backups/holdfast?region=us-east-1&endpoint=" + storage.endpoint());

      // Given: changes under a first key
      try (RunningBackup first = start()) {
        await().atMost(120, SECONDS).ignoreExceptions().until(() -> !chains().isEmpty());
        run("UPDATE orders SET note = 'changed' WHERE a % 7 = 0"); // pad: unchanged, out of line
        Backups.barrier(source(), "one");
        awaitPoints(1);
      }
      // and more under a second one
      Keyset.read(keyset).rotated().write(keyset);
      try (RunningBackup second = start()) {
        run("UPDATE orders SET b = b + 1 WHERE a % 5 = 0");
        run("UPDATE orders SET a = a + 1000, note = NULL WHERE a % 11 = 0");
        run("DELETE FROM orders WHERE a % 13 = 0");
        run("INSERT INTO orders VALUES (77, 77, E'tab\\t', '')");
        run("DELETE FROM log WHERE ctid IN (SELECT ctid FROM log WHERE line = 'line 1' LIMIT 2)");
        run("INSERT INTO log VALUES ('line 2'), ('new')");
        run("TRUNCATE emptied");
        run("INSERT INTO emptied VALUES (42)");
        Backups.barrier(source(), "two");
        awaitPoints(2);
        await().atMost(60, SECONDS).until(() -> withKeys().verify(Optional.empty()).isWhole());
      }

      // Then: nothing readable lies in a store
      assertThat(withoutKeys().verify(Optional.empty()).findings()).isEmpty();
      assertThat(holdsPlainText(directory.resolve("a"))).isFalse();
      StoredChain chain = withoutKeys().chain(Optional.empty());
      assertThat(chain.base().getObjects())
          .allSatisfy(object -> assertThat(object.getSealedWith()).isNotZero())
          .allSatisfy(object -> assertThat(object.getName()).endsWith(".enc"));
      assertThat(Keyset.read(keyset).keys())
          .containsExactly(
              chain.base().getObjects().get(0).getSealedWith(),
              chain.newest().getObjects().get(0).getSealedWith());
      assertThatThrownBy(() -> restore(withoutKeys(), new RestoreTarget.End(), "none"))
          .isInstanceOf(KeyMissingException.class)
          .hasMessageContaining("no keyset was given");

      // and each store alone, with the keys, is the database
      for (String store : urls.keySet()) {
        Backups alone =
            Backups.of("orders", Map.of(store, urls.get(store)), Keyset.of(Optional.of(keyset)));
        RestoreReport report = restore(alone, barrier(alone, "two"), "from_" + store);
        assertThat(report.differences()).isEmpty();
        assertThat(report.compared()).isEqualTo(3);
      }

      // and a database that was restored to the first barrier is gone on with to the second
      RestoreReport before = restore(withKeys(), barrier(withKeys(), "one"), "delta");
      assertThat(before.differences()).isEmpty();
      RestoreReport after = delta(barrier(withKeys(), "two"), "delta");
      assertThat(after.compared()).isEqualTo(3);
      assertThat(after.differences()).isEmpty();
      assertThat(after.transactions()).isEqualTo(8);
      assertThat(after.nextOffset()).isGreaterThan(before.nextOffset());
      assertThat(after.nextOffset()).isLessThanOrEqualTo(chain.newest().getNextOffset());
      assertThat(rows("delta", "SELECT id::text FROM public.emptied")).containsExactly("42");

      // but not backwards, nor from where nobody knows
      assertThatThrownBy(() -> delta(barrier(withKeys(), "one"), "delta"))
          .hasMessageContaining("only goes forward");
      sandbox.postgres().createDatabase("unknown");
      assertThatThrownBy(() -> delta(barrier(withKeys(), "two"), "unknown"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not known where the target stands");
    }
  }

  private static void makeBucket(String endpoint) {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(endpoint))
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build()) {
      client.createBucket(request -> request.bucket("backups"));
    }
  }

  private RunningBackup start() throws IOException {
    Path schema = Files.writeString(directory.resolve("schema.sql"), SCHEMA);
    return RunningBackup.start(sandbox, schema, urls, "encryption.keyset=" + keyset);
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
    return Backups.of("orders", urls, Keyset.of(Optional.of(keyset)));
  }

  private Backups withoutKeys() {
    return Backups.of("orders", urls);
  }

  private List<StoredChain> chains() throws IOException {
    return withoutKeys().chains();
  }

  private void awaitPoints(int count) {
    await()
        .atMost(60, SECONDS)
        .until(
            () ->
                withoutKeys().chain(Optional.empty()).restorePoints().stream()
                        .filter(point -> !point.getLabel().startsWith("public."))
                        .count()
                    >= count);
  }

  private RestoreTarget barrier(Backups backups, String id) throws Exception {
    return backups
        .points(backups.chain(Optional.empty()), directory.resolve("spool"))
        .barrier(Optional.of(id));
  }

  private RestoreReport restore(Backups backups, RestoreTarget target, String into)
      throws Exception {
    return backups.restore(request(target, into), RestoreProgress.silent());
  }

  private RestoreReport delta(RestoreTarget target, String into) throws Exception {
    return withKeys().delta(request(target, into), RestoreProgress.silent());
  }

  private RestoreRequest request(RestoreTarget target, String into) throws IOException {
    return new RestoreRequest(
        Optional.empty(),
        target,
        Set.of(),
        new Database(
            sandbox.postgres().jdbcUrl(into),
            sandbox.postgres().user(),
            sandbox.postgres().password()),
        2,
        Files.createDirectories(directory.resolve("spool")));
  }

  private Database source() {
    return new Database(
        sandbox.postgres().jdbcUrl("orders"),
        sandbox.postgres().user(),
        sandbox.postgres().password());
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = sandbox.postgres().connect("orders");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> rows(String database, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = sandbox.postgres().connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }
}
