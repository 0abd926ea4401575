package io.holdfast.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** One Kafka server in this JVM. */
final class BrokerNode implements AutoCloseable {

  private final KafkaRaftServer server;

  private BrokerNode(KafkaRaftServer server) {
    this.server = server;
  }

  /** Formats the log directory if it is new, and starts. */
  static BrokerNode start(Properties properties) {
    Path directory = Path.of(properties.getProperty("log.dirs"));
    if (!Files.exists(directory.resolve("meta.properties"))) {
      format(directory, Integer.parseInt(properties.getProperty("node.id")));
    }
    var server = new KafkaRaftServer(new KafkaConfig(Map.copyOf(properties)), Time.SYSTEM);
    server.startup();
    return new BrokerNode(server);
  }

  private static void format(Path directory, int nodeId) {
    try {
      Files.createDirectories(directory);
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setClusterId(BrokerConfig.CLUSTER_ID)
          .setNodeId(nodeId)
          .setDirectories(java.util.List.of(directory.toString()))
          .setMetadataLogDirectory(directory.toString())
          .setControllerListenerName("CONTROLLER")
          .setHasDynamicQuorum(false)
          .setIgnoreFormatted(true)
          .run();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot format " + directory, e);
    } catch (Exception e) {
      throw new SandboxException(
          "Kafka's formatter refused " + directory + ": " + e.getMessage(), e);
    }
  }

  void awaitEnd() {
    server.awaitShutdown();
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
