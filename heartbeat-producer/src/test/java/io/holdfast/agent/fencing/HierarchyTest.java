package io.holdfast.agent.fencing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HierarchyTest {

  @TempDir Path directory;

  @Test
  void theSecondVersionIsFoundAlsoOnHybridSystems() {
    assertThat(
            Hierarchy.mountPoint(
                List.of(
                    "24 30 0:22 / /sys rw,nosuid shared:7 - sysfs sysfs rw",
                    "31 24 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
                    "32 24 0:28 / /sys/fs/cgroup/unified rw,nosuid shared:9 - cgroup2 cgroup2 rw")))
        .contains(Path.of("/sys/fs/cgroup/unified"));
    assertThat(
            Hierarchy.mountPoint(
                List.of("31 24 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory")))
        .isEmpty();
  }

  @Test
  void whereNoGroupCanBeMadeOrKilledItSaysSo() throws Exception {
    assertThatThrownBy(() -> Hierarchy.find(Optional.of(directory.resolve("missing"))))
        .hasMessageContaining("no control group can be made in");
    assertThatThrownBy(() -> Hierarchy.find(Optional.of(directory)))
        .hasMessageContaining("have no cgroup.kill");
    assertThat(Files.list(directory)).as("nothing is left").isEmpty();
  }
}
