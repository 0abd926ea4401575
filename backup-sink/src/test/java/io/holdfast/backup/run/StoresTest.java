package io.holdfast.backup.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.StartRefusedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoresTest {

  /** The first of two slashes too many makes {@code mnt} a host and {@code /backup-a} the path. */
  @ParameterizedTest
  @ValueSource(strings = {"file://mnt/backup-a", "file:backup-a", "ftp://mnt/backup-a", "/mnt/a"})
  void whatIsNoUrlOfAStoreIsRefused(String url) {
    assertThatThrownBy(() -> Stores.open("a", url))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("write it as file:/directory or s3://bucket/prefix");
  }
}
