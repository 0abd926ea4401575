package io.holdfast.cli.workload;

import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.records.WorkloadSpec;

/**
 * What applying an entry means for what is declared already.
 *
 * @param spec as it will be
 * @param kind what changes
 */
record SpecChange(WorkloadSpec spec, Kind kind) {

  /** What changes. */
  enum Kind {
    CREATED(Style.GOOD),
    CHANGED(Style.WARNING),
    REMOVED(Style.WARNING),
    UNCHANGED(Style.FAINT);

    private final Style style;

    Kind(Style style) {
      this.style = style;
    }

    Style style() {
      return style;
    }
  }

  /**
   * The change from one to the other.
   *
   * @param declared null when it is new
   * @throws Failure when it would change what never changes
   */
  static SpecChange of(WorkloadEntry wanted, WorkloadSpec declared) {
    if (declared == null) {
      return new SpecChange(wanted.spec(1), Kind.CREATED);
    }
    if (!declared.getPool().equals(wanted.pool())) {
      throw new Failure(
          ExitCode.USAGE,
          "pool of workload %s is %s and never changes: declare it under another id in pool %s."
              .formatted(wanted.workload(), declared.getPool(), wanted.pool()));
    }
    if (wanted.spec(declared.getVersion()).equals(declared)) {
      return new SpecChange(declared, Kind.UNCHANGED);
    }
    return new SpecChange(
        wanted.spec(declared.getVersion() + 1),
        declared.getRemoved() ? Kind.CREATED : Kind.CHANGED);
  }

  static SpecChange removing(WorkloadSpec declared) {
    if (declared.getRemoved()) {
      return new SpecChange(declared, Kind.UNCHANGED);
    }
    return new SpecChange(
        WorkloadSpec.newBuilder(declared)
            .setVersion(declared.getVersion() + 1)
            .setRemoved(true)
            .build(),
        Kind.REMOVED);
  }
}
