package io.holdfast.backup.check;

import io.holdfast.backup.check.Checked.State;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.Finding;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.admin.TopicAdminException;
import io.holdfast.schemas.registry.RegistryException;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** The topics of the database, and the registry: what in their settings would lose records. */
final class TopicCheckup {

  private static final String FOR_EVER = "-1";

  private final BackupConfig config;
  private final List<Checked> found = new ArrayList<>();

  TopicCheckup(BackupConfig config) {
    this.config = config;
  }

  /**
   * @throws org.apache.kafka.common.KafkaException when the cluster does not answer
   */
  List<Checked> run() throws ExecutionException, InterruptedException {
    List<Topic<?, ?>> topics =
        List.of(
            config.topics().changes(config.database()),
            config.topics().manifests(config.database()));
    try (Admin admin = new Clients(config.kafka(), config.registry()).admin()) {
      Set<String> there = admin.listTopics().names().get();
      for (Topic<?, ?> topic : topics) {
        if (there.contains(topic.name())) {
          contract(admin, topic);
          retention(admin, topic);
        }
      }
    }
    if (found.isEmpty()) {
      found.add(new Checked("topics", State.FINE, "as they have to be, as far as they are there"));
    }
    return found;
  }

  /** What differs from the contract, and does harm. */
  private void contract(Admin admin, Topic<?, ?> topic) {
    try {
      new TopicAdmin(
              admin, SchemaRegistry.from(config.registry().serdeProperties()), Durability.SANDBOX)
          .describe(List.of(topic)).stream()
              .filter(Finding::isError)
              .forEach(finding -> found.add(new Checked("topics", State.PROBLEM, finding.words())));
    } catch (RegistryException e) {
      found.add(new Checked("registry", State.PROBLEM, e.getMessage()));
    } catch (TopicAdminException e) {
      found.add(new Checked("topics", State.PROBLEM, e.getMessage()));
    }
  }

  /** Longer than the contract is nobody's harm. */
  private void retention(Admin admin, Topic<?, ?> topic)
      throws ExecutionException, InterruptedException {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    String set =
        admin
            .describeConfigs(List.of(resource))
            .all()
            .get()
            .get(resource)
            .get(TopicConfig.RETENTION_MS_CONFIG)
            .value();
    if (set.equals(FOR_EVER)) {
      return;
    }
    Duration kept = Duration.ofMillis(Long.parseLong(set));
    if (topic.retention().isEmpty()) {
      found.add(
          new Checked(
              "topics",
              State.PROBLEM,
              "topic %s keeps records for %d h, and must keep them for ever: set retention.ms=-1"
                  .formatted(topic.name(), kept.toHours())));
    } else if (kept.compareTo(topic.retention().get()) < 0) {
      found.add(
          new Checked(
              "topics",
              State.WARNING,
              "topic %s keeps records for %d h instead of %d h: a sink that is away for longer ends the chain"
                  .formatted(topic.name(), kept.toHours(), topic.retention().get().toHours())));
    }
  }
}
