package io.holdfast.backup.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.nio.file.Path;
import java.util.Optional;

/** Where the DDL comes from that makes the tables in a restore. */
public record SchemaConfig(
    @Describe(
            "`pg-dump`: by the program on the PATH; `file`: what the operator keeps in `schema.file`")
        @Default("pg-dump")
        Origin source,
    @Describe("`source: file`: SQL that makes schemas, types, tables and keys") Optional<Path> file,
    @Describe("`source: file`: SQL that is run after the data: indexes, foreign keys, triggers")
        Optional<Path> postDataFile) {

  /** Who writes the DDL. */
  public enum Origin {
    PG_DUMP,
    FILE
  }

  public SchemaConfig {
    InvalidSetting.unless(
        source != Origin.FILE || file.isPresent(),
        "file",
        "nothing",
        "a file, because schema.source is file");
  }
}
