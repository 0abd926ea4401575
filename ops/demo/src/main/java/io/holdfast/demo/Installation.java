package io.holdfast.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Where the apps' jars are. The launcher tells the root of the checkout in the system property
 * {@code holdfast.home}.
 */
final class Installation {

  /** A runnable jar of the checkout. */
  enum App {
    HEARTBEAT_PRODUCER("heartbeat-producer"),
    HEALTH_STREAM("health-stream"),
    DISPATCHER_STREAM("dispatcher-stream"),
    BACKUP_SINK("backup-sink");

    private final String module;

    App(String module) {
      this.module = module;
    }

    /** Name of the module, the jar and the process. */
    String module() {
      return module;
    }
  }

  private final Path home;

  private Installation(Path home) {
    this.home = home;
  }

  /**
   * @throws StoryFailed when the property is missing or a jar was not built
   */
  static Installation find() throws StoryFailed {
    String home = System.getProperty("holdfast.home");
    StoryFailed.unless(
        home != null, "Start the demo with ops/holdfast demo: it tells where the apps are.");
    var installation = new Installation(Path.of(home));
    List<Path> missing =
        Arrays.stream(App.values())
            .map(installation::jar)
            .filter(jar -> !Files.exists(jar))
            .toList();
    StoryFailed.unless(
        missing.isEmpty(), "Build the apps first with mvn package: %s are missing.", missing);
    return installation;
  }

  /** The script that runs every command. */
  Path launcher() {
    return home.resolve("ops").resolve("holdfast");
  }

  Path jar(App app) {
    return home.resolve(app.module).resolve("target").resolve(app.module + ".jar");
  }
}
