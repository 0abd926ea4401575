package io.holdfast.console.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One page that follows events. One that reads too slowly loses events and is told to load anew; it
 * never holds up the others.
 */
final class Viewer {

  private static final int MOST_WAITING = 64;
  private static final byte[] RELOAD = bytes("event: reload\ndata: {}\n\n");

  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private volatile boolean over;

  /** An event in the form of the HTML standard's server-sent events. */
  static byte[] event(String name, String data) {
    return bytes("event: " + name + "\ndata: " + data + "\n\n");
  }

  void send(byte[] event) {
    if (!waiting.offer(event)) {
      waiting.clear();
      waiting.add(RELOAD);
    }
  }

  void end() {
    over = true;
  }

  /** Writes what is sent, until the page goes away or the process ends. */
  void pump(OutputStream out) throws IOException, InterruptedException {
    while (!over) {
      byte[] event = waiting.poll(1, TimeUnit.SECONDS);
      if (event != null) {
        out.write(event);
        if (waiting.isEmpty()) {
          out.flush();
        }
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
