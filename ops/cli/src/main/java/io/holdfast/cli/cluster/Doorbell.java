package io.holdfast.cli.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.config.ConfigException;

/**
 * Whether anybody is at home. Kafka's clients try for a minute and fill the screen meanwhile; a
 * person at a terminal wants to know at once.
 */
final class Doorbell {

  private static final int PATIENCE_MILLIS = 3_000;

  private Doorbell() {}

  /**
   * Returns when one of the brokers takes a connection.
   *
   * @throws Unreachable when none does
   */
  static void ring(Address address) {
    IOException last = null;
    for (InetSocketAddress broker : brokers(address)) {
      try (var socket = new Socket()) {
        socket.connect(broker, PATIENCE_MILLIS);
        return;
      } catch (IOException e) {
        last = e;
      }
    }
    throw new Unreachable(
        "No broker answers at %s (named by %s): start it, or name another with --bootstrap."
            .formatted(address.bootstrap(), address.origin()),
        last);
  }

  private static List<InetSocketAddress> brokers(Address address) {
    try {
      return ClientUtils.parseAndValidateAddresses(
          List.of(address.bootstrap().split("\\s*,\\s*")), "use_all_dns_ips");
    } catch (ConfigException e) {
      throw new Unreachable(
          "The address %s (named by %s) cannot be used: it must be host:port, and the host must be known here."
              .formatted(address.bootstrap(), address.origin()),
          e);
    }
  }
}
