package io.holdfast.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SandboxIT {

  @Test
  void aClosedSandboxLeavesNeitherFilesNorProcesses() {
    List<ProcessHandle> before = ProcessHandle.current().children().toList();
    Sandbox sandbox =
        Sandbox.start(
            SandboxPlan.of(Part.BROKER, Part.REGISTRY, Part.POSTGRES).withBrokerProcess());
    assertThat(sandbox.directory()).isNotEmptyDirectory();
    List<ProcessHandle> started =
        ProcessHandle.current().descendants().filter(child -> !before.contains(child)).toList();
    assertThat(started).hasSizeGreaterThanOrEqualTo(3);

    sandbox.close();

    assertThat(sandbox.directory()).doesNotExist();
    assertThat(started.stream().filter(ProcessHandle::isAlive).map(ProcessHandle::info))
        .allSatisfy(info -> assertThat(info.arguments().orElseThrow()).contains("-c"));
  }
}
