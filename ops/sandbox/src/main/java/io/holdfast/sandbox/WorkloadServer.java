package io.holdfast.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.LockSupport;

/**
 * A workload to try Holdfast on: a small HTTP server that says where it runs and can be made to
 * burn.
 *
 * <p>{@code GET /health} answers with workload, node, epoch and process id as JSON. {@code POST
 * /burn?share=0.4} makes it use that share of one core from now on, wherever it runs: the share is
 * kept in {@code WORKLOAD.share}, which every run of it follows, as traffic would follow a workload
 * that moves. Every 100 ms it appends a line to {@code WORKLOAD.beats} ({@link Beats}). Its address
 * is in {@code WORKLOAD.address} ({@link WorkloadAddress}).
 *
 * <p>Uses the JDK alone, so that fifteen of them start quickly and stay small.
 */
public final class WorkloadServer {

  private static final long BEAT_NANOS = 100_000_000;
  private static final long DUTY_PERIOD_NANOS = 20_000_000;

  private final String workload;
  private final String node;
  private final long epoch;
  private final Path directory;
  private volatile double share;

  private WorkloadServer(String workload, String node, long epoch, Path directory) {
    this.workload = workload;
    this.node = node;
    this.epoch = epoch;
    this.directory = directory;
  }

  /**
   * The argument is the directory of the files; {@code HOLDFAST_WORKLOAD}, {@code _NODE}, {@code
   * _EPOCH} say the rest.
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: WorkloadServer DIRECTORY");
      System.exit(2);
    }
    var server =
        new WorkloadServer(
            environment("HOLDFAST_WORKLOAD"),
            environment("HOLDFAST_NODE"),
            Long.parseLong(environment("HOLDFAST_EPOCH")),
            Path.of(arguments[0]));
    server.run();
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) {
      System.err.println(name + " is not set: the agent sets it for what it runs");
      System.exit(2);
    }
    return value;
  }

  private void run() throws IOException {
    Files.createDirectories(directory);
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/health", exchange -> answer(exchange, 200, health()));
    http.createContext("/burn", this::burn);
    http.start();
    share = keptShare();
    var burner = new Thread(this::burnForEver, "burner");
    burner.setDaemon(true);
    burner.start();
    announce(http.getAddress().getPort());
    beatForEver();
  }

  private String health() {
    return "{\"workload\":\""
        + workload
        + "\",\"node\":\""
        + node
        + "\",\"epoch\":"
        + epoch
        + ",\"pid\":"
        + ProcessHandle.current().pid()
        + "}\n";
  }

  private void burn(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    double wanted = query != null && query.startsWith("share=") ? parse(query.substring(6)) : -1;
    if (!exchange.getRequestMethod().equals("POST") || !(wanted >= 0 && wanted <= 1)) {
      answer(exchange, 400, "POST /burn?share=S, S from 0 to 1\n");
      return;
    }
    publish(".share", Double.toString(wanted));
    share = wanted;
    answer(exchange, 200, health());
  }

  private static double parse(String number) {
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  /** Busy for its share of every 20 ms, so that a sample of any length sees the same use. */
  private void burnForEver() {
    long periodStart = System.nanoTime();
    while (true) {
      long busyUntil = periodStart + (long) (share * DUTY_PERIOD_NANOS);
      while (System.nanoTime() < busyUntil) {
        Thread.onSpinWait();
      }
      periodStart =
          Math.max(periodStart + DUTY_PERIOD_NANOS, System.nanoTime() - DUTY_PERIOD_NANOS);
      parkUntil(periodStart);
    }
  }

  private void announce(int port) throws IOException {
    publish(
        ".address",
        port + "\t" + node + "\t" + epoch + "\t" + ProcessHandle.current().pid() + "\n");
  }

  /** A file that is there whole or not at all. */
  private void publish(String suffix, String text) throws IOException {
    Path partial = directory.resolve(workload + suffix + "." + ProcessHandle.current().pid());
    Files.writeString(partial, text);
    Files.move(
        partial,
        directory.resolve(workload + suffix),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private double keptShare() throws IOException {
    Path file = directory.resolve(workload + ".share");
    return Files.exists(file) ? Double.parseDouble(Files.readString(file)) : 0;
  }

  private void beatForEver() throws IOException {
    String identity =
        "\t" + node + "\t" + workload + "\t" + epoch + "\t" + ProcessHandle.current().pid() + "\n";
    try (var beats = new FileOutputStream(directory.resolve(workload + ".beats").toFile(), true)) {
      for (long next = System.nanoTime(); ; next = Math.max(next + BEAT_NANOS, System.nanoTime())) {
        parkUntil(next);
        share = keptShare(); // another run of it may have been told, while it moves
        String line = System.nanoTime() + "\t" + System.currentTimeMillis() + identity;
        beats.write(line.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void parkUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
