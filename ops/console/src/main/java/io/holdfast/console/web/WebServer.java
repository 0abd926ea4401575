package io.holdfast.console.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.console.config.WebConfig;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page over the JDK's HTTP server: a thread for each viewer, and some for requests. */
final class WebServer implements Part {

  private static final Logger log = LoggerFactory.getLogger(WebServer.class);
  private static final int REQUEST_THREADS = 16;
  private static final int WORTH_COMPRESSING = 2_000;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private final WebConfig config;
  private final Routes routes;
  private final Broadcast broadcast;
  private final ThreadPoolExecutor threads;
  private HttpServer server;

  WebServer(WebConfig config, Routes routes, Broadcast broadcast) {
    this.config = config;
    this.routes = routes;
    this.broadcast = broadcast;
    this.threads =
        new ThreadPoolExecutor(
            2,
            config.viewers() + REQUEST_THREADS,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              var thread = new Thread(task, "web");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());
  }

  @Override
  public void start() {
    try {
      server = HttpServer.create(new InetSocketAddress(config.host(), config.port()), 64);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartRefusedException(
          Reason.PORT_TAKEN,
          "cannot listen on %s:%d (%s): set web.host and web.port"
              .formatted(config.host(), config.port(), e.getMessage()),
          e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    log.atInfo().addKeyValue("url", url()).log("the page is shown");
  }

  String url() {
    return "http://%s:%d/".formatted(config.host(), server.getAddress().getPort());
  }

  @Override
  public void stop(Duration within) {
    broadcast.end();
    if (server != null) {
      server.stop(0);
    }
    threads.shutdownNow();
  }

  /** Closes the exchange at the very end: what went wrong is answered too. */
  private void handle(HttpExchange exchange) throws IOException {
    try {
      exchange.getResponseHeaders().putAll(SafeHeaders.ALL);
      if (!isMeant(exchange)) {
        send(exchange, Answer.refused(421, "This address is not answered here."));
      } else if (exchange.getRequestURI().getPath().equals("/events")) {
        stream(exchange);
      } else {
        send(exchange, routes.answer(Request.of(exchange)));
      }
    } catch (Request.Malformed e) {
      send(exchange, Answer.refused(400, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("path", exchange.getRequestURI().getPath())
          .setCause(e)
          .log("a request failed");
      send(exchange, Answer.refused(500, "The console failed at this; its log says why."));
    } finally {
      exchange.close();
    }
  }

  /**
   * A page of elsewhere must not reach a console on the loopback interface by a name of its own.
   */
  private boolean isMeant(HttpExchange exchange) {
    String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host")).orElse("");
    return !config.isLoopback()
        || config.behindTls()
        || LOOPBACK.contains(host.replaceFirst(":\\d+$", ""));
  }

  private void stream(HttpExchange exchange) throws IOException, InterruptedException {
    Optional<Viewer> viewer = broadcast.join();
    if (viewer.isEmpty()) {
      send(exchange, Answer.refused(503, "As many pages as web.viewers allows follow already."));
      return;
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      viewer.get().pump(exchange.getResponseBody());
    } catch (IOException gone) {
      log.atDebug().addKeyValue("why", gone.getMessage()).log("a viewer left");
    } finally {
      broadcast.leave(viewer.get());
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type());
    answer.headers().forEach(headers::set);
    String known = exchange.getRequestHeaders().getFirst("If-None-Match");
    if (known != null && known.equals(answer.headers().get("ETag"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    byte[] body = answer.body();
    if (body.length > WORTH_COMPRESSING && acceptsGzip(exchange)) {
      headers.set("Content-Encoding", "gzip");
      headers.set("Vary", "Accept-Encoding");
      body = compressed(body);
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  private static boolean acceptsGzip(HttpExchange exchange) {
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    return accepted != null && accepted.contains("gzip");
  }

  private static byte[] compressed(byte[] body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    }
    return bytes.toByteArray();
  }
}
