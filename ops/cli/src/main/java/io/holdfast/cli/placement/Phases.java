package io.holdfast.cli.placement;

import io.holdfast.cli.output.Style;
import io.holdfast.records.PlacementPhase;

/** How phases look. */
public final class Phases {

  private Phases() {}

  /**
   * Of a phase.
   *
   * @param phase null when the dispatcher has said nothing yet
   */
  public static Style style(PlacementPhase phase) {
    if (phase == null) {
      return Style.FAINT;
    }
    return switch (phase) {
      case RUNNING -> Style.GOOD;
      case PENDING, STARTING, MOVING -> Style.WARNING;
      case UNPLACEABLE, HELD -> Style.BAD;
      case REMOVED -> Style.FAINT;
    };
  }
}
