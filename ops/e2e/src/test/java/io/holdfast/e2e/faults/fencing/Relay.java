package io.holdfast.e2e.faults.fencing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The only way out of a network namespace: listens on ports of its loopback and hands each
 * connection to a {@link Link} through a socket in the file system, which namespaces share.
 */
final class Relay {

  private Relay() {}

  /** The link's socket, and the ports. */
  public static void main(String[] arguments) throws IOException {
    var link = UnixDomainSocketAddress.of(arguments[0]);
    for (int i = 1; i < arguments.length; i++) {
      int port = Integer.parseInt(arguments[i]);
      ServerSocketChannel server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress("127.0.0.1", port));
      new Thread(() -> serve(server, link, port), "port-" + port).start();
    }
  }

  private static void serve(ServerSocketChannel server, UnixDomainSocketAddress link, int port) {
    while (true) {
      try {
        SocketChannel inside = server.accept();
        try {
          SocketChannel outside = SocketChannel.open(link);
          outside.write(ByteBuffer.allocate(4).putInt(port).flip());
          Pump.both(inside, outside, chunk -> {}, chunk -> {});
        } catch (IOException e) {
          inside.close(); // the link is gone: nobody answers
        }
      } catch (IOException e) {
        throw new IllegalStateException("no connection can be accepted", e);
      }
    }
  }
}
