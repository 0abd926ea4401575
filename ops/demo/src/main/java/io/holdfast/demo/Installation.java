package io.holdfast.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the apps' jars are. The launcher tells the root of the checkout in the system property
 * {@code holdfast.home}.
 */
final class Installation {

  /** A runnable jar of the checkout. */
  enum App {
    HEARTBEAT_PRODUCER("heartbeat-producer", "heartbeat-producer"),
    HEALTH_STREAM("health-stream", "health-stream"),
    DISPATCHER_STREAM("dispatcher-stream", "dispatcher-stream"),
    BACKUP_SINK("backup-sink", "backup-sink"),
    CONSOLE("ops/console", "holdfast-console");

    private final String directory;
    private final String module;

    App(String directory, String module) {
      this.directory = directory;
      this.module = module;
    }

    /** Name of the module, the jar and the process. */
    String module() {
      return module;
    }
  }

  private final Path home;
  private final List<String> launcher;

  private Installation(Path home, List<String> launcher) {
    this.home = home;
    this.launcher = launcher;
  }

  /**
   * @throws StoryFailed when the property is missing or a jar was not built
   */
  static Installation find() throws StoryFailed {
    String home = System.getProperty("holdfast.home");
    StoryFailed.unless(
        home != null, "Start the demo with ops/holdfast demo: it tells where the apps are.");
    var installation =
        new Installation(Path.of(home), List.of(Path.of(home, "ops", "holdfast").toString()));
    List<Path> missing =
        Arrays.stream(App.values())
            .map(installation::jar)
            .filter(jar -> !Files.exists(jar))
            .toList();
    StoryFailed.unless(
        missing.isEmpty(), "Build the apps first with mvn package: %s are missing.", missing);
    return installation;
  }

  /** The same apps, with the commands run in another way than by the launcher. */
  Installation withLauncher(List<String> command) {
    return new Installation(home, command);
  }

  /** What runs every command: the script, or what a test has instead. */
  List<String> launcher() {
    return launcher;
  }

  /** The schemas with all that the console tools lack; the version is the build's. */
  Path schemasJar() {
    Path directory = home.resolve("schemas").resolve("target");
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-all.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("no jar named holdfast-schemas-…-all.jar"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot find the jar of the schemas in " + directory, e);
    }
  }

  Path jar(App app) {
    return home.resolve(app.directory).resolve("target").resolve(app.module + ".jar");
  }
}
