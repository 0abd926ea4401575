package io.holdfast.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.GpuSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaSmiTest {

  @TempDir Path directory;

  @Test
  void aLineIsADevice() throws IOException {
    assertThat(NvidiaSmi.parse("0, NVIDIA A100-SXM4-40GB, 87, 30211, 40960\n"))
        .containsExactly(
            new GpuSample(0, "NVIDIA A100-SXM4-40GB", 0.87, 30211L << 20, 40960L << 20));
  }

  @Test
  void whatTheDriverDoesNotKnowIsUnknownNotZero() throws IOException {
    assertThat(NvidiaSmi.parse("1, NVIDIA T4, [N/A], [Not Supported], -1"))
        .containsExactly(new GpuSample(1, "NVIDIA T4", null, null, null));
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> NvidiaSmi.parse("NVIDIA-SMI has failed"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> NvidiaSmi.parse("x, T4, 1, 2, 3")).isInstanceOf(IOException.class);
  }

  @Test
  void aDriverThatHangsOrFailsCostsAReadingOnly() throws IOException {
    assertThat(new NvidiaSmi(script("sleep 1000"), Duration.ofMillis(50)).read()).isEmpty();
    assertThat(new NvidiaSmi(script("exit 9"), Duration.ofSeconds(5)).read()).isEmpty();
    assertThat(new NvidiaSmi(script("echo 0, T4, 5, 1, 2"), Duration.ofSeconds(5)).read())
        .hasSize(1);
  }

  @Test
  void aMachineWithoutTheCommandHasNone() {
    assertThat(NvidiaSmi.find("no-such-smi", Duration.ofSeconds(1)).read()).isEmpty();
    assertThat(NvidiaSmi.find("", Duration.ofSeconds(1)).read()).isEmpty();
  }

  private String script(String body) throws IOException {
    Path script = directory.resolve("smi-" + body.hashCode());
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script.toString();
  }
}
