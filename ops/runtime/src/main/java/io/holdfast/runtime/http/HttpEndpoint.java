package io.holdfast.runtime.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A few text pages for GET. Two threads, no request bodies. */
public final class HttpEndpoint implements AutoCloseable {

  /**
   * An answer.
   *
   * @param status HTTP status
   * @param type media type, with its character set
   */
  public record Page(int status, String type, String text) {

    public static Page text(int status, String text) {
      return new Page(
          status, "text/plain; charset=utf-8", text.endsWith("\n") ? text : text + "\n");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private HttpEndpoint(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens at once; pages may be added later.
   *
   * @param port 0 for any free one
   * @throws IOException when the address cannot be listened on ({@link java.net.BindException} when
   *     it is taken)
   */
  public static HttpEndpoint open(String host, int port) throws IOException {
    limit("sun.net.httpserver.maxReqTime", "10"); // seconds: an unfinished request frees its thread
    limit("sun.net.httpserver.maxRspTime", "30");
    var server = HttpServer.create(new InetSocketAddress(host, port), 16);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            2,
            task -> {
              var thread = new Thread(task, "http");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", exchange -> send(exchange, Page.text(404, "no such page")));
    server.start();
    return new HttpEndpoint(server, threads);
  }

  /** Answers GET of exactly this path. */
  public HttpEndpoint page(String path, Supplier<Page> page) {
    server.createContext(
        path,
        exchange -> {
          if (!exchange.getRequestURI().getPath().equals(path)) {
            send(exchange, Page.text(404, "no such page"));
          } else if (!exchange.getRequestMethod().matches("GET|HEAD")) {
            send(exchange, Page.text(405, "only GET is answered here"));
          } else {
            send(exchange, answer(page));
          }
        });
    return this;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public URI uri() {
    String host = server.getAddress().getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static Page answer(Supplier<Page> page) {
    try {
      return page.get();
    } catch (RuntimeException e) {
      return Page.text(500, "this page failed: " + e);
    }
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    try (exchange) {
      byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page.type());
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(page.status(), -1);
        return;
      }
      exchange.sendResponseHeaders(page.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void limit(String property, String seconds) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, seconds);
    }
  }
}
