package io.holdfast.backup.base;

import io.holdfast.backup.postgres.Database;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.jdbc.SslMode;

/** pg_dump, as it is on the PATH. */
final class PgDump {

  private static final int MINUTES = 10;

  private static final String OTHERWISE =
      "or set source.schema.source to file and name the DDL under source.schema.file";

  private static final Pattern VERSION = Pattern.compile("\\([^)]*\\) (\\d+)");

  private PgDump() {}

  /**
   * Asks the program for its version.
   *
   * @param server major version of the server that is to be dumped
   * @throws StartRefusedException when it is not there, or older than the server
   */
  static void requireVersion(int server) {
    String told = version();
    Matcher version = VERSION.matcher(told);
    if (!version.find()) {
      throw new StartRefusedException(
          Reason.PLATFORM,
          "pg_dump does not tell its version (%s): install PostgreSQL's client, %s"
              .formatted(told, OTHERWISE));
    }
    int major = Integer.parseInt(version.group(1));
    if (major < server) {
      throw new StartRefusedException(
          Reason.PLATFORM,
          "pg_dump %d does not dump PostgreSQL %d: install the client of version %d, %s"
              .formatted(major, server, server, OTHERWISE));
    }
  }

  private static String version() {
    Process process = start(new ProcessBuilder("pg_dump", "--version").redirectErrorStream(true));
    try {
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.onExit().join();
      return told.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * A section of a database's DDL, in UTF-8.
   *
   * @param session of the server that is dumped: one that sees the snapshot
   * @throws StartRefusedException when pg_dump does not give it
   */
  static byte[] ddl(Database database, Connection session, String snapshot, String section)
      throws IOException, InterruptedException, SQLException {
    Path out = Files.createTempFile("schema-", ".sql");
    Path errors = Files.createTempFile("schema-", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
                  List.of(
                      "pg_dump",
                      "--schema-only",
                      "--section=" + section,
                      "--encoding=UTF8",
                      "--snapshot=" + snapshot,
                      "--no-password",
                      "--exclude-schema=holdfast",
                      "--no-publications",
                      "--no-subscriptions"))
              .redirectOutput(out.toFile())
              .redirectError(errors.toFile());
      builder
          .environment()
          .putAll(environment(database, session.unwrap(BaseConnection.class).getQueryExecutor()));
      run(builder, errors);
      return Files.readAllBytes(out);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(errors);
    }
  }

  private static void run(ProcessBuilder builder, Path errors)
      throws IOException, InterruptedException {
    Process process = start(builder);
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("pg_dump did not end within " + MINUTES + " minutes");
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new StartRefusedException(
          Reason.DATABASE,
          "pg_dump failed (%s): mend that, or set source.schema.source to file"
              .formatted(Files.readString(errors, StandardCharsets.UTF_8).strip()));
    }
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new StartRefusedException(
          Reason.PLATFORM,
          "pg_dump is not on the PATH: install PostgreSQL's client, " + OTHERWISE,
          e);
    }
  }

  /** What makes libpq reach the server that a session reached, as the URL has it reached. */
  private static Map<String, String> environment(Database database, QueryExecutor reached)
      throws SQLException {
    Map<String, String> environment = environment(database.url());
    environment.put("PGHOST", host(reached.getHostSpec().getHost()));
    environment.put("PGPORT", String.valueOf(reached.getHostSpec().getPort()));
    environment.put("PGUSER", reached.getUser());
    environment.put("PGDATABASE", reached.getDatabase());
    environment.put("PGPASSWORD", database.password());
    return environment;
  }

  /** A URL has an address of IPv6 in brackets. */
  static String host(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** How a URL has the connection secured, in libpq's words; what it does not say is not set. */
  static Map<String, String> environment(String url) throws SQLException {
    Map<String, String> environment = new TreeMap<>();
    Properties said = Driver.parseURL(url, new Properties());
    if (said == null) {
      return environment;
    }
    if (PGProperty.SSL_MODE.isPresent(said) || PGProperty.SSL.isPresent(said)) {
      // what a factory of the driver trusts libpq does not know
      boolean isOwn =
          PGProperty.SSL_FACTORY.isPresent(said) && !PGProperty.SSL_MODE.isPresent(said);
      environment.put("PGSSLMODE", (isOwn ? SslMode.REQUIRE : SslMode.of(said)).value);
    }
    Map.of(
            "PGSSLROOTCERT", PGProperty.SSL_ROOT_CERT,
            "PGSSLCERT", PGProperty.SSL_CERT,
            "PGSSLKEY", PGProperty.SSL_KEY)
        .forEach(
            (name, property) -> {
              if (property.isPresent(said)) {
                environment.put(name, property.getOrDefault(said));
              }
            });
    return environment;
  }
}
