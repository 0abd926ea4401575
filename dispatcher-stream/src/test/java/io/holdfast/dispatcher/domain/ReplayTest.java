package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.replay.Difference;
import io.holdfast.dispatcher.domain.replay.Difference.What;
import io.holdfast.dispatcher.domain.replay.Inputs;
import io.holdfast.dispatcher.domain.replay.Replay;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.Decision;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class ReplayTest {

  private static final Set<String> COMPACTED = Set.of("node-status", "nodes");

  private final World world =
      new World().workloads(6, 0.2).nodes(3, 2).pass(5_000).kill("n01").pass(1_000);

  @Test
  void whatWasDecidedIsDecidedAgain() {
    assertThat(replay((at, e) -> e).compare(world.decisions(), commands())).isEmpty();
  }

  @Test
  void anAlteredInputIsNamedWithWhatFollowsFromIt() {
    Inputs inputs = sources(events());
    Replay replay =
        replay(
            (at, event) -> {
              PoolEvent taken =
                  event.getEvent() instanceof NodeStatus s && s.getState() == NodeState.DEAD
                      ? alive(event, s)
                      : event;
              inputs.copy(at, taken);
              return taken;
            });

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
    PoolEvent missing = results().get(2);
    Inputs inputs = sources(events());
    replay(
        (at, event) -> {
          if (event != missing) {
            inputs.copy(at, event);
          }
          return event;
        });

    assertThat(inputs.differences())
        .singleElement()
        .satisfies(d -> assertThat(d.what()).isEqualTo(What.INPUT_MISSING))
        .satisfies(d -> assertThat(d.where()).isEqualTo(place(missing)));
  }

  @Test
  void anInputThatNoSourceHasIsNamed() {
    PoolEvent foreign = results().get(2);
    Inputs inputs = sources(events().stream().filter(e -> e != foreign).toList());
    replay(
        (at, event) -> {
          inputs.copy(at, event);
          return event;
        });

    assertThat(inputs.differences())
        .singleElement()
        .satisfies(d -> assertThat(d.what()).isEqualTo(What.INPUT_FOREIGN))
        .satisfies(d -> assertThat(d.where()).isEqualTo(place(foreign)));
  }

  @Test
  void whatASourceNoLongerHasIsNoDifference() {
    List<PoolEvent> kept = new ArrayList<>(events());
    kept.removeAll(results().subList(0, 2));
    kept.removeIf(e -> e.getTopic().equals("node-status") && e.getSource().getOffset() % 2 == 0);
    Inputs inputs = sources(kept);
    replay(
        (at, event) -> {
          inputs.copy(at, event);
          return event;
        });

    assertThat(inputs.differences()).isEmpty();
  }

  @Test
  void aPartitionOfTheLogThatIsFoldedFromLaterOnMissesNothingBefore() {
    PoolEvent early = results().get(0);
    var inputs = new Inputs(COMPACTED, Object::hashCode);
    results().forEach(e -> source(inputs, e, e == early ? 1 : 0));
    // Partition 0 from its beginning, but partition 1 from after the first record.
    results().stream()
        .filter(e -> e != early)
        .forEach(e -> inputs.copy(new Position("log", 0, 0), e));

    assertThat(inputs.differences()).isEmpty();
  }

  @Test
  void whatIsKeptOfTheLogDoesNotGrow() {
    PoolEvent event = results().get(0);
    Inputs inputs = sources(List.of(event));
    long before = used();
    for (int i = 0; i < 400_000; i++) {
      Position source = Position.of(event.getSource());
      inputs.copy(
          new Position("log", 0, i),
          PoolEvent.newBuilder(event)
              .setSource(new LogPosition(source.topicId(), 0, source.offset() + i))
              .build());
    }

    assertThat(used() - before).isLessThan(4_000_000); // ten bytes a record
    assertThat(inputs.differences()).isEmpty();
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static Inputs sources(List<PoolEvent> events) {
    var inputs = new Inputs(COMPACTED, Object::hashCode);
    events.forEach(e -> source(inputs, e, 0));
    return inputs;
  }

  private static void source(Inputs inputs, PoolEvent event, int home) {
    inputs.source(event.getTopic(), Position.of(event.getSource()), event.getEvent(), home);
  }

  private static String place(PoolEvent event) {
    return event.getTopic() + " partition 0 offset " + event.getSource().getOffset();
  }

  private List<PoolEvent> events() {
    return world.log().stream()
        .filter(entry -> entry.value() instanceof PoolEvent)
        .map(entry -> (PoolEvent) entry.value())
        .toList();
  }

  private List<PoolEvent> results() {
    return events().stream().filter(e -> e.getTopic().equals("command-results")).toList();
  }

  @Test
  void alteredMissingForeignAndDoubledDecisionsAreNamed() {
    List<Decision> recorded = new ArrayList<>(world.decisions());
    Decision altered = Decision.newBuilder(recorded.get(1)).setChosen("another").build();
    recorded.set(1, altered);
    Decision missing = recorded.remove(0);
    recorded.add(Decision.newBuilder(missing).setId("0-999999-0").build());
    recorded.add(recorded.get(2));

    assertThat(replay((at, e) -> e).compare(recorded, commands()))
        .extracting(Difference::what)
        .containsExactly(What.FOREIGN, What.MISSING, What.ALTERED, What.FOREIGN);
  }

  private Replay replay(BiFunction<Position, PoolEvent, PoolEvent> altered) {
    var replay = new Replay(millis -> true);
    for (World.Entry entry : world.log()) {
      if (entry.value() instanceof Pulse pulse) {
        replay.take(entry.position(), entry.millis(), pulse);
      } else {
        PoolEvent event = altered.apply(entry.position(), (PoolEvent) entry.value());
        replay.take(entry.position(), entry.millis(), event);
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
