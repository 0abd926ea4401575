package io.holdfast.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports on 127.0.0.1.
 *
 * <p>They are taken below the range from which Linux serves outgoing connections (32768 and up), so
 * that no client's connection takes a port while its server restarts.
 */
public final class Loopback {

  static final String ADDRESS = "127.0.0.1";
  private static final byte[] BYTES = {127, 0, 0, 1};
  private static final int LOWEST = 15_000;
  private static final int BELOW = 32_000;

  private Loopback() {}

  public static int freePort() {
    for (int attempt = 0; attempt < 200; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, BELOW);
      if (isFree(port)) {
        return port;
      }
    }
    throw new SandboxException(
        "no free port found on 127.0.0.1 between " + LOWEST + " and " + BELOW);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(BYTES), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByAddress(BYTES), port), 1_000);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
