package io.holdfast.backup.check;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.config.BackupConfig;
import io.holdfast.runtime.config.Configuration;
import io.holdfast.sandbox.Loopback;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that forget, and a registry that is away, are found. */
class TopicCheckupIT {

  @TempDir Path directory;

  @Test
  void whereNoTopicIsThereNothingIsWrong() throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER)) {
      assertThat(found(sandbox)).extracting(Checked::state).containsExactly(Checked.State.FINE);
    }
  }

  @Test
  void topicsThatForgetAndARegistryThatIsAwayAreFound() throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER);
        Admin admin = Admin.create(Map.of("bootstrap.servers", sandbox.bootstrapServers()))) {
      Map<String, String> hour = Map.of("retention.ms", "3600000");
      List<String> names = List.of("holdfast.changes.orders", "holdfast.manifests.orders");
      admin
          .createTopics(
              names.stream().map(name -> new NewTopic(name, 1, (short) 1).configs(hour)).toList())
          .all()
          .get();
      // the controller has them at once, the broker that is asked a moment later
      await().atMost(30, SECONDS).until(() -> admin.listTopics().names().get().containsAll(names));

      List<Checked> found = found(sandbox);

      assertThat(found)
          .filteredOn(checked -> checked.thing().equals("registry"))
          .isNotEmpty()
          .allMatch(checked -> checked.state() == Checked.State.PROBLEM);
      assertThat(found)
          .extracting(Checked::sentence)
          .anyMatch(
              sentence ->
                  sentence.startsWith(
                      "topic holdfast.changes.orders keeps records for 1 h instead"))
          .contains(
              "topic holdfast.manifests.orders keeps records for 1 h, and must keep them for ever: set retention.ms=-1");
    }
  }

  /** With a registry that does not answer. */
  private List<Checked> found(Sandbox sandbox) throws Exception {
    BackupConfig config =
        Configuration.of(BackupConfig.class)
            .set(
                List.of(
                    "database=orders",
                    "kafka.bootstrap-servers=" + sandbox.bootstrapServers(),
                    "registry.url=http://127.0.0.1:" + Loopback.freePort(),
                    "stores.a=file:" + directory,
                    "source.url=jdbc:postgresql://localhost/orders",
                    "source.user=clerk"))
            .load()
            .value();
    return new TopicCheckup(config).run();
  }
}
