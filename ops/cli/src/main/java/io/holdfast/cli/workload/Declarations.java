package io.holdfast.cli.workload;

import static java.util.stream.Collectors.toMap;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.Session;
import io.holdfast.cli.workload.SpecChange.Kind;
import io.holdfast.records.WorkloadSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The workloads topic as the commands see it: what is declared, and how that changes. */
final class Declarations {

  private static final Columns<SpecChange> COLUMNS =
      Columns.<SpecChange>none()
          .text("workload", change -> change.spec().getWorkload())
          .text("pool", change -> change.spec().getPool())
          .number("version", change -> change.spec().getVersion())
          .styled("change", change -> change.kind().name(), change -> change.kind().style());

  private final Session session;
  private final Map<String, WorkloadSpec> declared;

  Declarations(Session session) {
    this.session = session;
    Cluster cluster = session.cluster();
    this.declared =
        cluster.reader().newest(cluster.topics().workloads()).entrySet().stream()
            .collect(
                toMap(Map.Entry::getKey, e -> e.getValue().value(), (a, b) -> b, TreeMap::new));
  }

  /** All that shall run, by id. */
  List<WorkloadSpec> wanted() {
    return declared.values().stream().filter(spec -> !spec.getRemoved()).toList();
  }

  /** Null when it was never declared. */
  WorkloadSpec find(String workload) {
    return declared.get(workload);
  }

  /**
   * One that shall run.
   *
   * @throws Failure with {@link ExitCode#NOT_FOUND} when it shall not
   */
  WorkloadSpec get(String workload) {
    WorkloadSpec spec = declared.get(workload);
    if (spec == null || spec.getRemoved()) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          "No workload %s is declared: `holdfast workload list` shows those that are."
              .formatted(workload));
    }
    return spec;
  }

  /** Writes what changes, and lists all. */
  void write(List<SpecChange> changes) {
    Cluster cluster = session.cluster();
    changes.stream()
        .filter(change -> change.kind() != Kind.UNCHANGED)
        .map(SpecChange::spec)
        .forEach(
            spec ->
                cluster.publisher().add(cluster.topics().workloads(), spec.getWorkload(), spec));
    cluster.publisher().publish();
    list(changes);
  }

  /** Lists what would change. */
  void list(List<SpecChange> changes) {
    session.list(COLUMNS, changes, "Nothing is declared.");
  }
}
