package io.holdfast.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class UnprivilegedIT {

  @TempDir Path directory;

  @Test
  @EnabledIf("isRoot")
  void postgresRunsAsNobodyWhereUserNamespacesAreForbidden() {
    try (var postgres = new EmbeddedPostgres(directory, Map.of(), Unprivileged.NOBODY)) {
      postgres.start();
      assertThat(postgres.answers()).isTrue();

      postgres.kill();
      postgres.start();

      assertThat(postgres.answers()).isTrue();
    }
  }

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
