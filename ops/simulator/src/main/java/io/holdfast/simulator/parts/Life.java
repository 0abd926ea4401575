package io.holdfast.simulator.parts;

import java.util.ArrayList;
import java.util.List;

/**
 * One life of a process: it may be frozen, and then does late what it would have done, and it ends
 * once.
 */
final class Life {

  private final List<Runnable> late = new ArrayList<>();
  private boolean over;
  private int frozen;

  /** Whether it can act now. */
  boolean acts() {
    return !over && frozen == 0;
  }

  boolean isOver() {
    return over;
  }

  boolean isFrozen() {
    return frozen > 0;
  }

  /** What it cannot do now it does when it is thawed; when it is over, never. */
  void whenThawed(Runnable action) {
    if (!over) {
      late.add(action);
    }
  }

  /** Stops it; as often as it is frozen it must be thawed. */
  void freeze() {
    frozen++;
  }

  void thaw() {
    if (frozen > 0 && --frozen == 0) {
      List<Runnable> due = List.copyOf(late);
      late.clear();
      due.forEach(Runnable::run);
    }
  }

  void end() {
    over = true;
    late.clear();
  }
}
