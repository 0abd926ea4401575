package io.holdfast.sandbox;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * One Kafka node as a process: the argument is a file with its settings. SIGTERM stops it in order.
 */
final class BrokerMain {

  private BrokerMain() {}

  public static void main(String[] arguments) throws IOException {
    var properties = new Properties();
    try (Reader settings = Files.newBufferedReader(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
      properties.load(settings);
    }
    BrokerNode node = BrokerNode.start(properties);
    Runtime.getRuntime().addShutdownHook(new Thread(node::close, "broker-stop"));
    node.awaitEnd();
  }
}
