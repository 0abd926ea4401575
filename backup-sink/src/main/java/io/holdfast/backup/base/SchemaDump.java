package io.holdfast.backup.base;

import io.holdfast.backup.config.SchemaConfig;
import io.holdfast.backup.postgres.Database;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * The DDL that a restore begins and ends with.
 *
 * @param preData SQL to run before the data
 * @param postData SQL to run after it; may be empty
 */
public record SchemaDump(byte[] preData, byte[] postData) {

  private static final Pattern OUR_TRIGGERS =
      Pattern.compile(
          "(?m)^(CREATE|ALTER) EVENT TRIGGER (\"!holdfast_(command|command_drop|ddl|drop|rewrite)\"|holdfast_(ddl|drop|rewrite)) [^;]*;\\R");

  /**
   * Looks whether it can be had from where the configuration says.
   *
   * @param server major version of the server; 0 while that is not known
   * @throws StartRefusedException when it cannot
   */
  public static void require(SchemaConfig config, int server) {
    if (config.source() == SchemaConfig.Origin.FILE) {
      require(config.file().orElseThrow());
      config.postDataFile().ifPresent(SchemaDump::require);
    } else {
      PgDump.requireVersion(server);
    }
  }

  /** A pipe is not read: that can be done once only. */
  private static void require(Path file) {
    if (!Files.exists(file) || Files.isRegularFile(file)) {
      read(file);
    }
  }

  /**
   * Takes it from where the configuration says.
   *
   * @param session sees an exported snapshot of the database
   * @param snapshot its name
   * @throws StartRefusedException when it is not to be had
   */
  static SchemaDump take(
      SchemaConfig config, Database database, Connection session, String snapshot)
      throws IOException, InterruptedException, SQLException {
    if (config.source() == SchemaConfig.Origin.FILE) {
      return ofFiles(config);
    }
    byte[] preData = PgDump.ddl(database, session, snapshot, "pre-data");
    byte[] postData = PgDump.ddl(database, session, snapshot, "post-data");
    text(preData, "what pg_dump wrote");
    return new SchemaDump(preData, withoutOurs(postData));
  }

  private static SchemaDump ofFiles(SchemaConfig config) {
    return new SchemaDump(
        read(config.file().orElseThrow()),
        config.postDataFile().isPresent() ? read(config.postDataFile().get()) : new byte[0]);
  }

  /** pg_dump has no option that leaves event triggers out; their functions are not in the dump. */
  static byte[] withoutOurs(byte[] sql) {
    return OUR_TRIGGERS
        .matcher(text(sql, "what pg_dump wrote"))
        .replaceAll("")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** DDL of another encoding would be kept as other names than the database has. */
  private static String text(byte[] sql, String what) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(sql)).toString();
    } catch (CharacterCodingException e) {
      throw new StartRefusedException(
          Reason.DATABASE,
          what + " is not text in UTF-8: write the DDL by pg_dump --encoding=UTF8",
          e);
    }
  }

  private static byte[] read(Path file) {
    try {
      byte[] sql = Files.readAllBytes(file);
      text(sql, "file " + file);
      return sql;
    } catch (IOException e) {
      throw new StartRefusedException(
          Reason.STORAGE,
          "file %s cannot be read (%s): set source.schema.file".formatted(file, e.getMessage()),
          e);
    }
  }
}
