package io.holdfast.e2e.faults.liveness;

import io.holdfast.health.cluster.Cluster;
import io.holdfast.sandbox.ChildCommand;
import io.holdfast.sandbox.ChildProcess;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** health-stream as it is shipped. */
final class HealthJar {

  private static final Path JAR =
      Path.of(System.getProperty("basedir", "."), "../../health-stream/target/health-stream.jar")
          .normalize();

  private HealthJar() {}

  /** Checkpoints and commits often, so that there is much to be interrupted. */
  static ChildProcess start(Cluster cluster, String name, String... settings) {
    Path stall = stallFile(cluster, name);
    return start(cluster, name, command("-D" + StallPoint.FILE + "=" + stall), settings);
  }

  /** Where the file lies that has an instance stall; see {@link StallPoint}. */
  static Path stallFile(Cluster cluster, String name) {
    return cluster.directory().resolve(name + ".stall");
  }

  /** One that ends itself when it comes by a place once more than so many times. */
  static ChildProcess startToDie(Cluster cluster, String name, KillPoint.Place at, int passing) {
    return start(
        cluster,
        name,
        command("-D" + KillPoint.AT + "=" + at, "-D" + KillPoint.PASSING + "=" + passing));
  }

  private static ChildProcess start(
      Cluster cluster, String name, ChildCommand health, String... settings) {
    var all = new ArrayList<String>();
    all.add("streams.checkpoint-interval=1s");
    all.add("streams.commit-interval=300ms");
    all.add(
        "kafka.properties.interceptor.classes=%s,%s"
            .formatted(KillPoint.class.getName(), StallPoint.class.getName()));
    all.addAll(List.of(settings));
    return cluster.start(health, name, all.toArray(String[]::new));
  }

  private static ChildCommand command(String... properties) {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException(JAR + " is missing: mvn package makes it");
    }
    String classPath = JAR + File.pathSeparator + ownClasses();
    return ChildProcess.java(classPath, "io.holdfast.health.Main")
        .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .jvmOptions(properties);
  }

  private static Path ownClasses() {
    try {
      return Path.of(HealthJar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a code source that is no URI", e);
    }
  }
}
