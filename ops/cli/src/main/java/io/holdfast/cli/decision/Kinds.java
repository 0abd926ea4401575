package io.holdfast.cli.decision;

import io.holdfast.cli.output.Style;
import io.holdfast.records.DecisionKind;

/** How kinds of decisions look. */
final class Kinds {

  private Kinds() {}

  static Style style(DecisionKind kind) {
    return switch (kind) {
      case UNPLACEABLE, BREAKER -> Style.BAD;
      case HOLD, REFUSE -> Style.WARNING;
      case NO_PLAN -> Style.FAINT;
      default -> Style.PLAIN;
    };
  }
}
