package io.holdfast.e2e.faults.fencing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The network of one node to everything else, which can be cut, slowed and healed. */
final class Link implements AutoCloseable {

  /** Which way. */
  enum Way {
    OUT,
    IN
  }

  private static final int ALL = 0;

  private final ServerSocketChannel server;
  private final Path path;
  private final Set<Integer> cutOut = new TreeSet<>();
  private final Set<Integer> cutIn = new TreeSet<>();
  private int delayMillis;

  Link(Path path) throws IOException {
    this.path = path;
    Files.createDirectories(path.getParent());
    Files.deleteIfExists(path);
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    var thread = new Thread(this::serve, "link");
    thread.setDaemon(true);
    thread.start();
  }

  Path path() {
    return path;
  }

  /** Nothing passes this way any more; what is under way arrives when it is healed. */
  synchronized void cut(Way way) {
    cut(way, ALL);
  }

  /** As if one machine of several could not be reached. */
  synchronized void cut(Way way, int port) {
    (way == Way.OUT ? cutOut : cutIn).add(port);
  }

  synchronized void slow(int millis) {
    delayMillis = millis;
  }

  synchronized void heal() {
    cutOut.clear();
    cutIn.clear();
    delayMillis = 0;
    notifyAll();
  }

  private synchronized void pass(Set<Integer> cuts, int port) throws InterruptedException {
    if (delayMillis > 0) {
      long until = System.nanoTime() + delayMillis * 1_000_000L;
      for (long left = delayMillis; left > 0; left = (until - System.nanoTime()) / 1_000_000) {
        wait(left);
      }
    }
    while (cuts.contains(port) || cuts.contains(ALL)) {
      wait();
    }
  }

  private void serve() {
    while (true) {
      try {
        connect(server.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        throw new IllegalStateException("the link is broken", e);
      }
    }
  }

  private void connect(SocketChannel near) {
    var thread =
        new Thread(
            () -> {
              try {
                ByteBuffer head = ByteBuffer.allocate(4);
                while (head.hasRemaining() && near.read(head) >= 0) {
                  continue;
                }
                int port = head.flip().getInt();
                pass(cutOut, port);
                SocketChannel far = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                Pump.both(near, far, bytes -> pass(cutOut, port), bytes -> pass(cutIn, port));
              } catch (IOException e) {
                closeQuietly(near); // nobody listens there: as the node should find it
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "link-connect");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket could not be closed", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
  }
}
