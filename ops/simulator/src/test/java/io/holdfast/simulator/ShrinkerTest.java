package io.holdfast.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulator.fault.Fault;
import io.holdfast.simulator.fault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** By worlds made by hand, of which it is known what breaks them. */
class ShrinkerTest {

  private static final long SEED = 17;
  private static final long LONG = 64_000;

  private final List<List<Fault>> tried = new ArrayList<>();

  @Test
  void whatHadNoPartInItIsLeftOut() {
    Outcome broken = run(ShrinkerTest::isCutWithoutAGuard, SEED, oneOfEachKind());

    Outcome least =
        Shrinker.shrink(
            broken, (seed, faults) -> run(ShrinkerTest::isCutWithoutAGuard, seed, faults));

    assertThat(least.breach()).isPresent();
    assertThat(least.seed()).isEqualTo(SEED);
    assertThat(least.faults())
        .extracting(Fault::kind)
        .containsExactly(Kind.FREEZE_GUARD, Kind.CUT_MACHINE);
  }

  @Test
  void whatIsLeftIsAsShortAsItMayBe() {
    Outcome broken = run(ShrinkerTest::isCutWithoutAGuard, SEED, oneOfEachKind());

    Outcome least =
        Shrinker.shrink(
            broken, (seed, faults) -> run(ShrinkerTest::isCutWithoutAGuard, seed, faults));

    assertThat(least.faults()).extracting(Fault::lasts).containsExactly(125L, 8_000L);
    assertThat(tried).contains(least.faults());
  }

  @Test
  void whatBreaksWithoutAnyFaultNeedsNone() {
    Outcome broken = run(faults -> true, SEED, oneOfEachKind());

    Outcome least = Shrinker.shrink(broken, (seed, faults) -> run(f -> true, seed, faults));

    assertThat(least.breach()).isPresent();
    assertThat(least.faults()).isEmpty();
  }

  @Test
  void whatNeedsEveryFaultKeepsThem() {
    List<Fault> all = oneOfEachKind();
    Outcome broken = run(all::equals, SEED, all);

    Outcome least = Shrinker.shrink(broken, (seed, faults) -> run(all::equals, seed, faults));

    assertThat(least).isEqualTo(broken);
  }

  /** A cut of at least 5 s, and a frozen guard. */
  private static boolean isCutWithoutAGuard(List<Fault> faults) {
    return faults.stream().anyMatch(f -> f.kind() == Kind.CUT_MACHINE && f.lasts() >= 5_000)
        && faults.stream().anyMatch(f -> f.kind() == Kind.FREEZE_GUARD);
  }

  private static List<Fault> oneOfEachKind() {
    List<Fault> faults = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      faults.add(new Fault(kind, 50_000 + faults.size(), LONG, 3, 500));
    }
    return List.copyOf(faults);
  }

  private Outcome run(Predicate<List<Fault>> breaks, long seed, List<Fault> faults) {
    tried.add(List.copyOf(faults));
    Optional<String> breach = breaks.test(faults) ? Optional.of("it broke") : Optional.empty();
    return new Outcome(seed, List.copyOf(faults), breach, 0, 0, 0);
  }
}
