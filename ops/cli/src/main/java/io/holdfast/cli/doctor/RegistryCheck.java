package io.holdfast.cli.doctor;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.schemas.registry.RegistryException;
import java.util.List;

/** Whether the schema registry answers, and knows the schemas. */
final class RegistryCheck {

  private final Cluster cluster;

  RegistryCheck(Cluster cluster) {
    this.cluster = cluster;
  }

  List<Diagnosis> registry() {
    String subject = cluster.topics().nodes().name() + "-value";
    try {
      int version = cluster.registry().latest(subject).version();
      return List.of(
          Diagnosis.ok("registry", "it answers; %s is at version %d".formatted(subject, version)));
    } catch (RegistryException e) {
      boolean away =
          e.reason() == RegistryException.Reason.UNREACHABLE
              || e.reason() == RegistryException.Reason.UNAVAILABLE;
      return List.of(
          Diagnosis.wrong(
              "registry",
              e.getMessage(),
              away
                  ? "start it, or name the right one with --registry URL"
                  : "holdfast topics create registers all schemas"));
    }
  }
}
