package io.holdfast.e2e.faults.fencing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Carries bytes between two sockets, in both directions, until one of them ends. */
final class Pump {

  private static final int CHUNK = 16 << 10;

  /** What happens to a chunk before it goes on. It may take its time. */
  @FunctionalInterface
  interface Gate {
    void pass(int bytes) throws InterruptedException;
  }

  private Pump() {}

  static void both(SocketChannel near, SocketChannel far, Gate out, Gate in) {
    start(near, far, out);
    start(far, near, in);
  }

  private static void start(SocketChannel from, SocketChannel to, Gate gate) {
    var thread = new Thread(() -> carry(from, to, gate), "pump");
    thread.setDaemon(true);
    thread.start();
  }

  private static void carry(SocketChannel from, SocketChannel to, Gate gate) {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    try (from;
        to) {
      while (from.read(chunk) >= 0) {
        chunk.flip();
        gate.pass(chunk.remaining());
        while (chunk.hasRemaining()) {
          to.write(chunk);
        }
        chunk.clear();
      }
    } catch (IOException e) {
      return; // one of the two ended: so does the connection
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
