package io.holdfast.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.PoolPolicy;
import io.holdfast.runtime.config.ConfigurationException;
import io.holdfast.schemas.policy.DefaultPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {

  @TempDir private Path directory;

  @Test
  void whatAFileLeavesOutIsWhatHoldsForPoolsWithoutAPolicy() throws IOException {
    PoolPolicy builtIn = DefaultPolicy.of("p");

    PoolPolicy policy = read("pool: p").policy(0, builtIn.getReason(), builtIn.getBy());

    assertThat(policy).isEqualTo(builtIn);
  }

  @Test
  void whatAFileSaysReplacesOneValue() throws IOException {
    PoolPolicy policy = read("pool: p\nguards: {breaker-count: 7}").policy(2, "more nodes", "ann");

    assertThat(policy.getVersion()).isEqualTo(2);
    assertThat(policy.getGuards().getBreakerCount()).isEqualTo(7);
    assertThat(policy.getGuards().getBreakerShare())
        .isEqualTo(DefaultPolicy.guards().getBreakerShare());
  }

  @Test
  void whatCannotBeIsRefusedWithItsField() {
    refused("pool: p\nliveness: {dead-after: 2s}", "liveness.dead-after", "longer than");
    refused("pool: p\nbalance: {degree-threshold: 1.5}", "balance.degree-threshold", "0 to 1");
    refused("pool: p\nguards: {failovers-per-minute: 0}", "guards.failovers-per-minute", "1");
    refused("pool: p\nmode: off", "mode", "observe, advise, act");
    refused("mode: act", "pool");
    refused("pool: p\nguard: {}", "guard", "guards");
  }

  private PolicyFile read(String yaml) throws IOException {
    Path file = directory.resolve("policy.yaml");
    Files.writeString(file, yaml);
    return PolicyFile.read(file);
  }

  private void refused(String yaml, String... words) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(words);
  }
}
