package io.holdfast.backup.base;

import io.holdfast.backup.config.SchemaConfig;
import io.holdfast.backup.postgres.Database;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The DDL that a restore begins and ends with.
 *
 * @param preData SQL to run before the data
 * @param postData SQL to run after it; may be empty
 */
record SchemaDump(byte[] preData, byte[] postData) {

  private static final int MINUTES = 10;

  private static final Pattern OUR_TRIGGERS =
      Pattern.compile("(?m)^(CREATE|ALTER) EVENT TRIGGER holdfast_(ddl|drop|rewrite) [^;]*;\\R");

  /**
   * Takes it from where the configuration says.
   *
   * @param snapshot an exported snapshot of the database
   */
  static SchemaDump take(SchemaConfig config, Database database, String snapshot)
      throws IOException, InterruptedException {
    if (config.source() == SchemaConfig.Origin.FILE) {
      return new SchemaDump(
          read(config.file().orElseThrow()),
          config.postDataFile().isPresent() ? read(config.postDataFile().get()) : new byte[0]);
    }
    return new SchemaDump(
        dump(database, snapshot, "pre-data"), withoutOurs(dump(database, snapshot, "post-data")));
  }

  /** pg_dump has no option that leaves event triggers out; their functions are not in the dump. */
  static byte[] withoutOurs(byte[] sql) {
    return OUR_TRIGGERS
        .matcher(new String(sql, StandardCharsets.UTF_8))
        .replaceAll("")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new StartRefusedException(
          Reason.STORAGE,
          "file %s cannot be read (%s): set source.schema.file".formatted(file, e.getMessage()),
          e);
    }
  }

  private static byte[] dump(Database database, String snapshot, String section)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("schema-", ".sql");
    Path errors = Files.createTempFile("schema-", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command(database, snapshot, section))
              .redirectOutput(out.toFile())
              .redirectError(errors.toFile());
      Map<String, String> environment = builder.environment();
      environment.put("PGPASSWORD", database.password());
      Process process = start(builder);
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("pg_dump did not end within " + MINUTES + " minutes");
      }
      if (process.exitValue() != 0) {
        throw new StartRefusedException(
            Reason.DATABASE,
            "pg_dump failed (%s): mend that, or set source.schema.source to file"
                .formatted(Files.readString(errors, StandardCharsets.UTF_8).strip()));
      }
      return Files.readAllBytes(out);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(errors);
    }
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new StartRefusedException(
          Reason.PLATFORM,
          "pg_dump is not on the PATH: install PostgreSQL's client, or set source.schema.source to file and name the DDL under source.schema.file",
          e);
    }
  }

  private static List<String> command(Database database, String snapshot, String section) {
    URI uri = URI.create(database.url().substring("jdbc:".length()));
    List<String> command =
        new ArrayList<>(List.of("pg_dump", "--schema-only", "--section=" + section));
    command.addAll(List.of("--snapshot=" + snapshot, "--no-password", "--exclude-schema=holdfast"));
    command.addAll(List.of("--no-publications", "--no-subscriptions"));
    command.add("--host=" + uri.getHost());
    command.add("--port=" + (uri.getPort() < 0 ? 5432 : uri.getPort()));
    command.add("--username=" + database.user());
    command.add("--dbname=" + uri.getPath().substring(1));
    return command;
  }
}
