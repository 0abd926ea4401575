package io.holdfast.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * Whether parts run in containers: {@code -Dsandbox=containers} asks for it, and an engine must
 * answer. Docker, and podman by its socket.
 */
final class Containers {

  private static final Logger log = LoggerFactory.getLogger(Containers.class);

  private Containers() {}

  static boolean areUsed() {
    return "containers".equals(System.getProperty("sandbox")) && Engine.ANSWERS;
  }

  /** Asked once per JVM. */
  private static final class Engine {

    static final boolean ANSWERS = ask();

    private static boolean ask() {
      boolean answers = isThereAnySocket() && DockerClientFactory.instance().isDockerAvailable();
      if (!answers) {
        log.warn(
            "-Dsandbox=containers: no container engine answers, so the embedded parts are used;"
                + " start Docker or podman's socket, or set DOCKER_HOST");
      }
      return answers;
    }

    private static boolean isThereAnySocket() {
      if (System.getenv("DOCKER_HOST") != null || first(docker()).isPresent()) {
        return true;
      }
      Optional<Path> podman = first(podman());
      podman.ifPresent(socket -> System.setProperty("DOCKER_HOST", "unix://" + socket));
      return podman.isPresent();
    }

    private static Stream<Path> docker() {
      return Stream.of(
          Path.of("/var/run/docker.sock"),
          Path.of(System.getProperty("user.home"), ".docker", "run", "docker.sock"),
          userRuntime().resolve("docker.sock"));
    }

    private static Stream<Path> podman() {
      return Stream.of(
          userRuntime().resolve("podman").resolve("podman.sock"),
          Path.of("/run/podman/podman.sock"));
    }

    private static Path userRuntime() {
      return Path.of(System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/run"));
    }

    private static Optional<Path> first(Stream<Path> sockets) {
      return sockets.filter(Files::exists).findFirst();
    }
  }
}
