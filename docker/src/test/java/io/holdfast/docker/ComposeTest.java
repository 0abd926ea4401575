package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.console.config.ConsoleConfig;
import io.holdfast.dispatcher.config.DispatcherConfig;
import io.holdfast.docker.ComposeFile.Service;
import io.holdfast.health.config.HealthConfig;
import io.holdfast.runtime.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ComposeTest {

  private static final Map<String, Class<? extends Record>> CONFIGURATIONS =
      Map.of(
          "heartbeat-producer", AgentConfig.class,
          "health-stream", HealthConfig.class,
          "dispatcher-stream", DispatcherConfig.class,
          "backup-sink", BackupConfig.class,
          "console", ConsoleConfig.class);

  private static final String MOUNTED = "/etc/holdfast/";

  private static ComposeFile compose;

  @BeforeAll
  static void read() throws IOException {
    compose = ComposeFile.read(Path.of("compose.yaml"));
  }

  @Test
  void everythingThatThePipelineNeedsIsThere() {
    assertThat(compose.services().keySet())
        .containsExactlyInAnyOrder(
            "broker",
            "registry",
            "postgres",
            "topics",
            "health-stream",
            "dispatcher-stream",
            "backup-sink",
            "console",
            "agent-1",
            "agent-2");
  }

  @Test
  void imagesThatAreNotBuiltHereArePinnedToAVersion() {
    assertThat(compose.services().values())
        .filteredOn(service -> !service.isBuilt())
        .allSatisfy(service -> assertThat(service.image()).matches(".+:\\d+\\.\\d+.*"));
  }

  @Test
  void everyServiceSaysWhenItIsHealthyOrEndsWhenItIsDone() {
    assertThat(compose.services().values())
        .filteredOn(service -> !service.isBuilt())
        .allSatisfy(service -> assertThat(service.settings()).containsKey("healthcheck"));
    assertThat(compose.services().values())
        .filteredOn(service -> service.settings().containsKey("healthcheck"))
        .filteredOn(Service::isBuilt)
        .as("an app's health check is its image's")
        .allMatch(Service::isOneShot);
  }

  @Test
  void nobodyStartsBeforeWhatItNeedsIsHealthy() {
    compose.services().values().stream()
        .filter(Service::isBuilt)
        .forEach(
            service -> {
              assertThat(service.conditions()).as(service.name()).isNotEmpty();
              service
                  .conditions()
                  .forEach(
                      (needed, condition) -> {
                        assertThat(compose.services()).containsKey(needed);
                        assertThat(condition)
                            .as(service.name() + " after " + needed)
                            .isEqualTo(
                                compose.services().get(needed).isOneShot()
                                    ? "service_completed_successfully"
                                    : "service_healthy");
                      });
            });
    assertThat(compose.services().get("backup-sink").conditions())
        .containsOnlyKeys("topics", "postgres");
  }

  @Test
  void whatIsPublishedIsBoundToLoopback() {
    assertThat(compose.services().values())
        .flatExtracting(service -> service.texts("ports"))
        .isNotEmpty()
        .allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @Test
  void appsHaveNoRightsThatTheyDoNotNeed() {
    assertThat(compose.services().values())
        .filteredOn(service -> service.isBuilt() && !service.isOneShot())
        .allSatisfy(
            service -> {
              assertThat(service.texts("cap_drop")).containsExactly("ALL");
              assertThat(service.texts("security_opt")).contains("no-new-privileges:true");
              assertThat(service.settings())
                  .containsEntry("read_only", true)
                  .doesNotContainKeys("privileged", "user", "network_mode");
            });
  }

  @Test
  void nativeLibrariesCanBeLoadedFromTheTemporaryDirectory() {
    assertThat(compose.services().values())
        .filteredOn(service -> service.settings().containsKey("read_only"))
        .isNotEmpty()
        .allSatisfy(
            service ->
                assertThat(service.texts("tmpfs"))
                    .anyMatch(t -> t.matches("/tmp:(.*,)?exec\\b.*")));
  }

  @Test
  void theDatabaseKeepsALogicalLogWithinALimit() {
    assertThat(compose.services().get("postgres").texts("command"))
        .contains("wal_level=logical")
        .anyMatch(word -> word.startsWith("max_slot_wal_keep_size="));
  }

  @Test
  void everyNamedVolumeIsDeclaredAndEveryMountedFileIsThere() {
    for (Service service : compose.services().values()) {
      for (String volume : service.texts("volumes")) {
        String source = volume.substring(0, volume.indexOf(':'));
        if (source.startsWith("./")) {
          assertThat(Path.of(source)).as(service.name()).exists();
        } else {
          assertThat(compose.volumes()).as(service.name()).containsKey(source);
        }
      }
    }
  }

  @Test
  void everySettingIsOneThatItsAppKnows() {
    List<Service> checked =
        compose.services().values().stream()
            .filter(service -> service.isBuilt() && !service.isOneShot())
            .toList();

    assertThat(checked).hasSize(6);
    checked.forEach(ComposeTest::load);
  }

  /** As the app would, of the image's environment and the service's. */
  private static void load(Service service) {
    var loader = Configuration.of(CONFIGURATIONS.get(service.app()));
    Map<String, String> environment = new HashMap<>(service.environment());
    environment.put("HOLDFAST_HTTP_PORT", "9100");
    loader.environment(environment);
    List<String> assignments = new ArrayList<>();
    Iterator<String> words = service.texts("command").iterator();
    while (words.hasNext()) {
      String word = words.next();
      if (word.equals("--config")) {
        loader.file(Path.of("config", words.next().substring(MOUNTED.length())));
      } else {
        assertThat(word).isEqualTo("--set");
        assignments.add(words.next());
      }
    }
    var loaded = loader.set(assignments).load();
    assertThat(loaded.effective())
        .as(service.name())
        .anyMatch(setting -> setting.value().equals("broker:19092"));
  }

  @Test
  void theSchemaThatARestoreBeginsWithIsTheOneTheDatabaseWasMadeOf() throws IOException {
    assertThat(compose.services().get("postgres").texts("volumes"))
        .anyMatch(volume -> volume.startsWith("./config/orders.sql:/docker-entrypoint-initdb.d/"));
    assertThat(Files.readString(Path.of("config", "backup-sink.yaml")))
        .contains(MOUNTED + "orders.sql");
  }
}
