package io.holdfast.backup.config;

import io.holdfast.runtime.config.DataSize;
import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;

/** How the tables are copied that a chain begins with. */
public record BaseConfig(
    @Describe("tables that are copied at a time") @Default("2") int parallel,
    @Describe(
            "size of COPY text, before compression, at which a table, or the large objects, go on in another object")
        @Default("256MiB")
        DataSize objectSize,
    @Describe("zstandard level") @Default("1") int level) {

  public BaseConfig {
    InvalidSetting.unless(parallel >= 1 && parallel <= 64, "parallel", parallel, "from 1 to 64");
    InvalidSetting.unless(level >= 1 && level <= 19, "level", level, "from 1 to 19");
  }
}
