package io.holdfast.schemas.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Fencing;
import io.holdfast.records.LogPosition;
import io.holdfast.records.ResultKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleExecutorTest {

  private final List<String> done = new ArrayList<>();
  private final ExampleExecutor executor =
      new ExampleExecutor(7, w -> done.add("start " + w.getWorkload()), w -> done.add("stop " + w));

  @Test
  void whatIsAssignedIsStartedAndWhatIsNotIsStopped() {
    List<CommandResult> first =
        executor.carryOut(assignment(7, workload("a", 1), workload("b", 2)));
    List<CommandResult> again =
        executor.carryOut(assignment(7, workload("a", 1), workload("b", 2)));
    List<CommandResult> next = executor.carryOut(assignment(7, workload("b", 3)));

    assertThat(first)
        .extracting(CommandResult::getResult)
        .containsOnly(ResultKind.STARTED)
        .hasSize(2);
    assertThat(again).isEmpty();
    assertThat(next)
        .extracting(r -> r.getResult() + " " + r.getWorkload() + "@" + r.getEpoch())
        .containsExactly("STOPPED a@1", "STOPPED b@2", "STARTED b@3");
    assertThat(done).containsExactly("start a", "start b", "stop a", "stop b", "start b");
  }

  @Test
  void anAssignmentForAnotherIncarnationIsLeftAlone() {
    assertThat(executor.carryOut(assignment(6, workload("a", 1)))).isEmpty();
    assertThat(done).isEmpty();
  }

  @Test
  void whatNeedsALeaseIsRefused() {
    var leased = new AssignedWorkload("a", 1L, "p", Fencing.LEASE);

    assertThat(executor.carryOut(assignment(7, leased)))
        .extracting(CommandResult::getResult)
        .containsExactly(ResultKind.REFUSED);
    assertThat(done).isEmpty();
  }

  @Test
  void theReadmeQuotesIt() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/io/holdfast/schemas/example/ExampleExecutor.java"));
    String quoted = source.substring(source.indexOf("/** Carries out assignments")).strip();

    assertThat(Files.readString(Path.of("README.md"))).contains(quoted);
  }

  private static Assignment assignment(long incarnation, AssignedWorkload... workloads) {
    var at = new LogPosition("pool-events", 0, 5L);
    return new Assignment("n1", "pool", incarnation, at, List.of(workloads));
  }

  private static AssignedWorkload workload(String id, long epoch) {
    return new AssignedWorkload(id, epoch, "p", Fencing.NONE);
  }
}
