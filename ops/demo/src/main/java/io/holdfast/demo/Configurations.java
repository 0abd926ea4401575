package io.holdfast.demo;

import io.holdfast.sandbox.OrdersWriter;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.WorkloadAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the configuration files of the demo's processes: real ones, to look at and to learn from.
 */
final class Configurations {

  private final Sandbox sandbox;
  private final Path directory;

  Configurations(Sandbox sandbox, Path directory) {
    this.sandbox = sandbox;
    this.directory = directory;
  }

  Path healthStream(int port) {
    return write(
        "health-stream",
        port,
        """
        load-window: 5s
        streams:
          state-directory: %s
          standby-replicas: 0
        """
            .formatted(directory.resolve("state/health-stream")));
  }

  Path dispatcherStream(int port) {
    return write(
        "dispatcher-stream",
        port,
        """
        state-directory: %s
        """
            .formatted(directory.resolve("state/dispatcher-stream")));
  }

  Path console(int port, int page) {
    return write(
        "console",
        port,
        """
        web:
          port: %d
        """
            .formatted(page));
  }

  Path agent(String node, String zone, int port) {
    return write(
        node,
        port,
        """
        node:
          id: %s
          pool: %s
          zone: %s
        state-directory: %s
        heartbeat: # the broker stands still for 20 s in one chapter, and clients take seconds to connect again
          lease: 40s
        capacity:
          cpu: 1.0
          memory: 4GiB
        samples:
          interval: 1s
          source: workloads
          gpu-command: ""
        programs:
          web:
            command: %s
            stop-grace: 3s
            probe: # it serves when it has told its address under this epoch
              command: [grep, -q, "\\t${epoch}\\t", "%s/${workload}.address"]
              interval: 1s
        """
            .formatted(
                node,
                Pool.NAME,
                zone,
                directory.resolve("state").resolve(node),
                list(WorkloadAddress.command(workloads())),
                workloads()));
  }

  Path backupSink(int port) {
    Path schema = directory.resolve("orders.sql");
    writeText(schema, OrdersWriter.schema());
    return write(
        "backup-sink",
        port,
        """
        database: orders
        source:
          url: %s
          user: %s
          password: "%s"
          schema:
            source: file
            file: %s
        stores:
          a: file:%s
          b: file:%s
        """
            .formatted(
                sandbox.postgres().jdbcUrl("orders"),
                sandbox.postgres().user(),
                sandbox.postgres().password(),
                schema,
                directory.resolve("stores/a"),
                directory.resolve("stores/b")));
  }

  /** Where workloads put their files. */
  Path workloads() {
    return directory.resolve("workloads");
  }

  private Path write(String name, int port, String own) {
    String common =
        """
        kafka:
          bootstrap-servers: %s
        registry:
          url: %s
        http:
          port: %d
        """
            .formatted(sandbox.bootstrapServers(), sandbox.registryUrl(), port);
    Path file = directory.resolve("config").resolve(name + ".yaml");
    writeText(file, common + own);
    return file;
  }

  private static String list(Iterable<String> words) {
    var list = new StringBuilder("[");
    for (String word : words) {
      list.append(list.length() == 1 ? "" : ", ")
          .append('"')
          .append(word.replace("\\", "\\\\").replace("\"", "\\\""))
          .append('"');
    }
    return list.append(']').toString();
  }

  private static void writeText(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
