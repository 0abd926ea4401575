package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.replay.Difference;
import io.holdfast.dispatcher.domain.replay.Difference.What;
import io.holdfast.dispatcher.domain.replay.Inputs;
import io.holdfast.dispatcher.domain.replay.Replay;
import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.Decision;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReplayTest {

  private final World world =
      new World().workloads(6, 0.2).nodes(3, 2).pass(5_000).kill("n01").pass(1_000);

  @Test
  void whatWasDecidedIsDecidedAgain() {
    assertThat(replay(e -> e).compare(world.decisions(), commands())).isEmpty();
  }

  @Test
  void anAlteredInputIsNamedWithWhatFollowsFromIt() {
    var inputs = new Inputs();
    List<PoolEvent> originals = new ArrayList<>();
    Replay replay =
        replay(
            event -> {
              originals.add(event);
              PoolEvent taken =
                  event.getEvent() instanceof NodeStatus s && s.getState() == NodeState.DEAD
                      ? alive(event, s)
                      : event;
              inputs.copy(taken);
              return taken;
            });
    originals.forEach(
        o -> inputs.source(o.getTopic(), 0, o.getSource().getOffset(), o.getEvent(), true));

    assertThat(inputs.differences())
        .singleElement()
        .satisfies(d -> assertThat(d.what()).isEqualTo(What.INPUT_ALTERED))
        .satisfies(d -> assertThat(d.where()).startsWith("node-status partition 0 offset"));
    assertThat(replay.compare(world.decisions(), commands()))
        .extracting(Difference::what)
        .contains(What.FOREIGN);
  }

  @Test
  void anInputThatIsMissingInTheLogIsNamed() {
    var inputs = new Inputs();
    List<PoolEvent> events = new ArrayList<>();
    replay(
        e -> {
          events.add(e);
          return e;
        });
    List<PoolEvent> results =
        events.stream().filter(e -> e.getTopic().equals("command-results")).toList();
    results.stream().filter(e -> e != results.get(2)).forEach(inputs::copy);
    results.forEach(
        e -> inputs.source(e.getTopic(), 0, e.getSource().getOffset(), e.getEvent(), true));

    assertThat(inputs.differences())
        .singleElement()
        .satisfies(d -> assertThat(d.what()).isEqualTo(What.INPUT_MISSING));
  }

  @Test
  void alteredMissingForeignAndDoubledDecisionsAreNamed() {
    List<Decision> recorded = new ArrayList<>(world.decisions());
    Decision altered = Decision.newBuilder(recorded.get(1)).setChosen("another").build();
    recorded.set(1, altered);
    Decision missing = recorded.remove(0);
    recorded.add(Decision.newBuilder(missing).setId("0-999999-0").build());
    recorded.add(recorded.get(2));

    assertThat(replay(e -> e).compare(recorded, commands()))
        .extracting(Difference::what)
        .containsExactly(What.FOREIGN, What.MISSING, What.ALTERED, What.FOREIGN);
  }

  private Replay replay(UnaryOperator<PoolEvent> altered) {
    var replay = new Replay(millis -> true);
    for (World.Entry entry : world.log()) {
      if (entry.value() instanceof Pulse pulse) {
        replay.take(entry.position(), entry.millis(), pulse);
      } else {
        replay.take(entry.position(), entry.millis(), altered.apply((PoolEvent) entry.value()));
      }
    }
    return replay;
  }

  private List<Command> commands() {
    List<Command> commands = new ArrayList<>(world.commands(CommandAction.START));
    commands.addAll(world.commands(CommandAction.STOP));
    return commands;
  }

  private static PoolEvent alive(PoolEvent event, NodeStatus status) {
    return PoolEvent.newBuilder(event)
        .setEvent(NodeStatus.newBuilder(status).setState(NodeState.ALIVE).build())
        .build();
  }
}
