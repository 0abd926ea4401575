package io.holdfast.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.workload.SpecChange.Kind;
import io.holdfast.records.Fencing;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.runtime.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadFileTest {

  @TempDir private Path directory;

  @Test
  void anEntryBecomesASpecInTheResourcesOwnUnits() throws IOException {
    WorkloadSpec spec =
        entry(
                """
                workload: web-1
                pool: inference
                program: web
                demand: {cpu: 0.5, memory: 256MiB, gpu: 1}
                priority: 10
                group: web
                requires: {gpu: a100}
                anti-affinity: [db]
                move: stop-first
                """)
            .spec(3);

    assertThat(spec.getDemand())
        .containsEntry("cpu", 0.5)
        .containsEntry("memory", 268_435_456.0)
        .containsEntry("gpu", 1.0);
    assertThat(spec.getPriority()).isEqualTo(10);
    assertThat(spec.getRequires()).containsEntry("gpu", "a100");
    assertThat(spec.getAntiAffinity()).containsExactly("db");
    assertThat(spec.getMove()).isEqualTo(MoveOrder.STOP_FIRST);
    assertThat(spec.getFencing()).isEqualTo(Fencing.NONE);
    assertThat(spec.getVersion()).isEqualTo(3);
  }

  @Test
  void aLeaseCanBeAskedFor() throws IOException {
    WorkloadSpec spec = entry("workload: w\npool: p\nprogram: x\nfencing: lease").spec(1);

    assertThat(spec.getFencing()).isEqualTo(Fencing.LEASE);
  }

  @Test
  void aNegativeDemandIsRefusedWithItsField() {
    refused("workload: w\npool: p\nprogram: x\ndemand: {cpu: -1}", "demand.cpu", "at least 0");
  }

  @Test
  void aDemandThatIsNoNumberIsRefusedWithItsField() {
    refused("workload: w\npool: p\nprogram: x\ndemand: {cpu: NaN}", "demand.cpu", "at least 0");
    refused("workload: w\npool: p\nprogram: x\ndemand: {memory: much}", "demand.memory", "512MiB");
  }

  @Test
  void anIdThatKafkaOrAShellWouldStumbleOverIsRefused() {
    refused("workload: 'a b'\npool: p\nprogram: x", "workload", "'a b'");
    refused("workload: ''\npool: p\nprogram: x", "workload", "1 to 200");
  }

  @Test
  void anUnknownKeyIsRefusedWithTheNearestKnownOne() {
    refused("workload: w\npool: p\nprogram: x\nprioritty: 3", "prioritty", "priority");
  }

  @Test
  void aMissingPoolIsNamed() {
    refused("workload: w\nprogram: x", "pool");
  }

  @Test
  void anIdThatIsDeclaredTwiceIsRefused() throws IOException {
    Path file = directory.resolve("w.yaml");
    Files.writeString(
        file,
        "workloads: [{workload: w, pool: p, program: x}, {workload: w, pool: q, program: x}]");

    assertThatThrownBy(() -> WorkloadFile.read(file)).hasMessageContaining("'w' twice");
  }

  @Test
  void thePoolOfAWorkloadNeverChanges() throws IOException {
    WorkloadEntry moved = entry("workload: w\npool: q\nprogram: x");
    WorkloadSpec declared = entry("workload: w\npool: p\nprogram: x").spec(1);

    assertThatThrownBy(() -> SpecChange.of(moved, declared))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("pool of workload w is p and never changes");
  }

  @Test
  void whatChangesHasTheNextVersion() throws IOException {
    WorkloadSpec declared = entry("workload: w\npool: p\nprogram: x").spec(4);
    WorkloadEntry changed = entry("workload: w\npool: p\nprogram: x\npriority: 1");

    assertThat(SpecChange.of(changed, declared).kind()).isEqualTo(Kind.CHANGED);
    assertThat(SpecChange.of(changed, declared).spec().getVersion()).isEqualTo(5);
  }

  @Test
  void whatWasRemovedIsDeclaredAnewWithTheNextVersion() throws IOException {
    WorkloadEntry entry = entry("workload: w\npool: p\nprogram: x");
    WorkloadSpec removed = SpecChange.removing(entry.spec(1)).spec();

    SpecChange again = SpecChange.of(entry, removed);

    assertThat(removed.getRemoved()).isTrue();
    assertThat(again.kind()).isEqualTo(Kind.CREATED);
    assertThat(again.spec().getVersion()).isEqualTo(3);
  }

  private WorkloadEntry entry(String yaml) throws IOException {
    Path file = directory.resolve("workloads.yaml");
    Files.writeString(file, "workloads:\n  -\n" + yaml.stripTrailing().indent(4));
    return WorkloadFile.read(file).workloads().get(0);
  }

  private void refused(String yaml, String... words) {
    assertThatThrownBy(() -> entry(yaml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(words);
  }
}
