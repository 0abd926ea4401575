package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.replay.Rebuild;
import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.Decision;
import io.holdfast.records.OperationKind;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RebuildTest {

  private final World world =
      new World().workloads(9, 0.2).nodes(4, 2).pass(5_000).kill("n01").pass(1_000);

  @Test
  void whatThisVersionWouldDecideTooIsTheSameState() {
    world.say("operations", Records.operation("d", OperationKind.DRAIN).setNode("n02").build());

    Rebuild rebuild = rebuild(c -> c, d -> d);

    assertThat(rebuild.overruled()).isZero();
    assertThat(rebuild.fold().pools().get(Records.POOL).workloads())
        .isEqualTo(world.pool().workloads());
    assertThat(rebuild.fold().pools().get(Records.POOL).wishes()).isEqualTo(world.pool().wishes());
  }

  @Test
  void aGrantOnRecordIsAFactAlsoWhereThisVersionWouldChooseAnotherNode() {
    Command failover = failover();
    String other = failover.getNode().equals("n00") ? "n02" : "n00";

    Rebuild rebuild =
        rebuild(
            c ->
                c.getId().equals(failover.getId())
                    ? Command.newBuilder(c).setNode(other).setTo(other).build()
                    : c,
            d -> d);

    assertThat(rebuild.overruled()).isPositive();
    assertThat(rebuild.fold().pools().get(Records.POOL).workload(failover.getWorkload()).newest())
        .hasValueSatisfying(g -> isGranted(g, other, failover.getEpoch()));
  }

  private static void isGranted(Grant grant, String node, long epoch) {
    assertThat(grant.node()).isEqualTo(node);
    assertThat(grant.epoch()).isEqualTo(epoch);
  }

  @Test
  void aGrantThatIsNotOnRecordWasNotGiven() {
    Command failover = failover();

    Rebuild rebuild =
        rebuild(
            c -> c.getWorkload().equals(failover.getWorkload()) && isLate(c) ? null : c,
            d -> failover.getWorkload().equals(d.getWorkload()) && isLate(d) ? null : d);

    assertThat(rebuild.fold().pools().get(Records.POOL).workload(failover.getWorkload()).newest())
        .hasValueSatisfying(g -> assertThat(g.node()).isEqualTo("n01"));
  }

  private Command failover() {
    return world.commands(CommandAction.START).stream()
        .filter(c -> "n01".equals(c.getFrom()))
        .findFirst()
        .orElseThrow();
  }

  private boolean isLate(Command command) {
    return command.getDecidedAt().getOffset() >= failover().getDecidedAt().getOffset();
  }

  private boolean isLate(Decision decision) {
    return decision.getTrigger().getOffset() >= failover().getDecidedAt().getOffset();
  }

  private Rebuild rebuild(UnaryOperator<Command> command, UnaryOperator<Decision> decision) {
    var rebuild = new Rebuild(new Fold());
    List<Command> commands = new ArrayList<>(world.commands(CommandAction.START));
    commands.addAll(world.commands(CommandAction.STOP));
    commands.stream().map(command).filter(c -> c != null).forEach(rebuild::recorded);
    world.decisions().stream().map(decision).filter(d -> d != null).forEach(rebuild::recorded);
    for (World.Entry entry : world.log()) {
      if (entry.value() instanceof Pulse pulse) {
        rebuild.take(entry.position(), entry.millis(), pulse);
      } else {
        rebuild.take(entry.position(), entry.millis(), (PoolEvent) entry.value());
      }
    }
    return rebuild;
  }
}
