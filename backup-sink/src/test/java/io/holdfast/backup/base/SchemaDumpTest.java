package io.holdfast.backup.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.config.SchemaConfig;
import io.holdfast.runtime.StartRefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaDumpTest {

  private static final SchemaConfig BY_PG_DUMP =
      new SchemaConfig(SchemaConfig.Origin.PG_DUMP, Optional.empty(), Optional.empty());

  @TempDir Path directory;

  @Test
  void textOfAnotherEncodingIsRefused() throws Exception {
    byte[] latin = "COMMENT ON TABLE t IS 'größe';".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(directory.resolve("schema.sql"), latin);
    SchemaConfig config =
        new SchemaConfig(SchemaConfig.Origin.FILE, Optional.of(file), Optional.empty());

    assertThatThrownBy(() -> SchemaDump.require(config, 17))
        .isInstanceOf(StartRefusedException.class)
        .hasMessage(
            "file %s is not text in UTF-8: write the DDL by pg_dump --encoding=UTF8"
                .formatted(file));
    assertThatThrownBy(() -> SchemaDump.withoutOurs(latin))
        .isInstanceOf(StartRefusedException.class);
  }

  @Test
  void pgDumpIsSecuredAsTheUrlSays() throws Exception {
    assertThat(
            PgDump.environment(
                "jdbc:postgresql://a:1,[::1]:2/orders?sslmode=verify-full&sslrootcert=%2Fetc%2Froot.crt&sslcert=c&sslkey=k"))
        .isEqualTo(
            Map.of(
                "PGSSLMODE",
                "verify-full",
                "PGSSLROOTCERT",
                "/etc/root.crt",
                "PGSSLCERT",
                "c",
                "PGSSLKEY",
                "k"));
    assertThat(PgDump.environment("jdbc:postgresql://a/orders?ssl=true"))
        .isEqualTo(Map.of("PGSSLMODE", "verify-full"));
    assertThat(PgDump.environment("jdbc:postgresql:orders")).isEmpty();
    assertThat(PgDump.host("[::1]")).isEqualTo("::1");
  }

  @Test
  void aPgDumpThatIsOlderThanTheServerIsRefused() throws Exception {
    assertThatThrownBy(() -> SchemaDump.require(BY_PG_DUMP, 999))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageStartingWith("pg_dump ");
  }
}
