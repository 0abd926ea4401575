package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.demo.FleetView.Seen;
import io.holdfast.demo.Installation.App;
import io.holdfast.records.Command;
import io.holdfast.records.Decision;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.StatusCause;
import io.holdfast.sandbox.OrdersComparison;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole system, with one process after another killed and started again while everything works:
 * nothing that was decided is lost or doubled, nobody is declared dead for it, and the backup holds
 * every committed row once.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryProcessIsKilledFaults {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A process of the system that is not an agent; those have tests of their own below. */
  enum Victim {
    HEALTH_STREAM {
      @Override
      void killAndStart(Processes processes) {
        again(processes, App.HEALTH_STREAM);
      }
    },
    DISPATCHER_STREAM {
      @Override
      void killAndStart(Processes processes) {
        again(processes, App.DISPATCHER_STREAM);
      }
    },
    BACKUP_SINK {
      @Override
      void killAndStart(Processes processes) {
        again(processes, App.BACKUP_SINK);
      }
    },
    BROKER {
      @Override
      void killAndStart(Processes processes) {
        processes.broker().kill();
        processes.broker().start();
      }
    },
    REGISTRY {
      @Override
      void killAndStart(Processes processes) {
        processes.registry().process().kill();
        processes.registry().start();
      }
    },
    POSTGRES {
      @Override
      void killAndStart(Processes processes) {
        processes.postgres().kill();
        processes.postgres().start();
      }
    };

    abstract void killAndStart(Processes processes);

    private static void again(Processes processes, App app) {
      processes.kill(app);
      processes.start(app);
      processes.awaitReady(app);
    }
  }

  private static Demo demo;
  private static Stage stage;
  private static long beginning;

  @BeforeAll
  static void everythingWorks() throws StoryFailed {
    beginning = System.nanoTime();
    List<String> commands =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.holdfast.cli.Main");
    demo =
        Demo.start(
            Installation.find().withLauncher(commands), Optional.empty(), new Narrator(System.out));
    stage = demo.setStage();
    new AllPlaced().tell(stage);
  }

  @AfterAll
  static void end() {
    if (demo != null) {
      demo.close();
    }
  }

  @Order(1)
  @ParameterizedTest
  @EnumSource(Victim.class)
  void nothingIsLostOrDoubledWhenItIsKilledAndStartedAgain(Victim victim) throws Exception {
    // Given
    long begin = System.nanoTime();
    Map<String, Workloads.Place> places = stage.workloads().places();
    long orders = stage.orders().committed();

    // When
    victim.killAndStart(stage.processes());
    long started = System.nanoTime();

    // Then
    stage
        .follower()
        .await(
            "windows are complete again",
            PATIENCE,
            view ->
                view.balancesSince(
                            started, b -> b.getReported() == stage.processes().nodes().size())
                        .size()
                    >= 2);
    stage
        .follower()
        .await(
            "segments are written again",
            PATIENCE,
            view -> !view.backupsSince(started, event -> event.getTransactions() > 0).isEmpty());
    stage
        .narrator()
        .says(
            "%s: started again %s after SIGKILL, two windows and a segment later at %s",
            victim, Narrator.seconds(begin, started), Narrator.seconds(begin, System.nanoTime()));
    assertThat(stage.orders().committed()).isGreaterThan(orders);
    assertThat(stage.workloads().places())
        .as("no workload was moved or restarted")
        .isEqualTo(places);
    assertThat(declaredDeadSince(begin)).isEmpty();
    assertThat(decisionsSince(begin)).as("nothing was decided because of it").isEmpty();
  }

  @Order(2)
  @Test
  void anAgentThatIsKilledComesBackAndItsWorkloadsAreNotLost() throws Exception {
    // Given
    String node = stage.busiestNode();
    Set<String> lost = stage.runningOn(node);
    long begin = System.nanoTime();

    // When
    stage.processes().kill(node);
    stage.processes().startAgain(node);

    // Then
    stage
        .follower()
        .await(
            "all workloads run",
            PATIENCE,
            view ->
                view.statusesSince(
                                begin,
                                s -> s.getNode().equals(node) && s.getState() == NodeState.ALIVE)
                            .size()
                        > 0
                    && view.placements().values().stream()
                        .allMatch(
                            p -> p.readNanos() > begin || !lost.contains(p.record().getWorkload()))
                    && view.running() == stage.workloads().names().size());
    for (String workload : stage.workloads().names()) {
      stage.workloads().awaitHealthy(workload, PATIENCE);
    }
  }

  @Order(3)
  @Test
  void everyDecisionAndCommandHasAnIdentityOfItsOwn() {
    List<String> decisions =
        stage.follower().look(view -> ids(view.decisionsSince(beginning, d -> true)));
    List<String> commands =
        stage.follower().look(view -> commandIds(view.commandsSince(beginning, c -> true)));

    assertThat(decisions).isNotEmpty().doesNotHaveDuplicates();
    assertThat(commands).isNotEmpty().doesNotHaveDuplicates();
  }

  @Order(4)
  @Test
  void aRestoreHoldsEveryCommittedRowOnce() throws Exception {
    // Given
    long before = stage.orders().committed();
    long now = System.nanoTime();
    stage
        .follower()
        .await(
            "two segments more",
            PATIENCE,
            view -> view.backupsSince(now, event -> event.getTransactions() > 0).size() >= 3);

    // When
    stage
        .keyboard()
        .run(
            PATIENCE,
            "backup",
            "restore",
            "--config",
            stage.processes().backupConfiguration().toString(),
            "--into",
            stage.processes().postgres().jdbcUrl("orders_after_kills"),
            "--user",
            stage.processes().postgres().user());

    // Then
    try (Connection copy = stage.processes().postgres().connect("orders_after_kills")) {
      OrdersComparison comparison = OrdersComparison.of(stage.orders().journal(), copy);
      assertThat(comparison.differences()).isEmpty();
      assertThat(comparison.upTo()).isGreaterThanOrEqualTo(before);
    }
  }

  private static List<NodeStatus> declaredDeadSince(long begin) {
    return stage
        .follower()
        .look(
            view ->
                view
                    .statusesSince(
                        begin,
                        s ->
                            s.getState() == NodeState.DEAD
                                || (s.getState() == NodeState.ENDED
                                    && s.getCause() != StatusCause.SUCCEEDED))
                    .stream()
                    .map(Seen::record)
                    .toList());
  }

  private static List<String> decisionsSince(long begin) {
    return stage.follower().look(view -> ids(view.decisionsSince(begin, d -> true)));
  }

  private static List<String> ids(List<Seen<Decision>> decisions) {
    return decisions.stream().map(d -> d.record().getId() + " " + d.record().getWhy()).toList();
  }

  private static List<String> commandIds(List<Seen<Command>> commands) {
    return commands.stream().map(c -> c.record().getId()).toList();
  }
}
