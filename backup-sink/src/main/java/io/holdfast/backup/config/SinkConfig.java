package io.holdfast.backup.config;

import io.holdfast.runtime.config.DataSize;
import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How segments are cut and kept. */
public record SinkConfig(
    @Describe("age at which a segment with a transaction in it is cut") @Default("1s")
        Duration segmentAge,
    @Describe("size, before compression, at which a segment is cut after the transaction at hand")
        @Default("64MiB")
        DataSize segmentSize,
    @Describe("how many stores must hold a segment before it counts") @Default("1") int minStores,
    @Describe(
            "how long a store may take for a segment or a manifest before the others go on without it")
        @Default("30s")
        Duration storeTimeout,
    @Describe("directory for segments being written; default: the system's temporary directory")
        Optional<Path> spool) {

  public SinkConfig {
    InvalidSetting.unless(!segmentAge.isNegative(), "segmentAge", segmentAge, "zero or longer");
    InvalidSetting.unless(
        !storeTimeout.isNegative() && !storeTimeout.isZero(),
        "storeTimeout",
        storeTimeout,
        "longer than nothing");
    InvalidSetting.unless(minStores >= 1, "minStores", minStores, "1 or more");
  }
}
