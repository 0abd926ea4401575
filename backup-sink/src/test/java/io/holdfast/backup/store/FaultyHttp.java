package io.holdfast.backup.store;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between a client and a service, and breaks what it is told to.
 *
 * <p>Puts reach the service one after another: S3 decides a conditional put as one step, whereas
 * S3Mock looks first and writes afterwards, so that of several at once more than one may succeed.
 */
final class FaultyHttp implements AutoCloseable {

  /** What becomes of a request. */
  enum Fault {
    /** Answered 503 without having reached the service. */
    UNAVAILABLE,
    /** Answered 409 without having reached the service. */
    CONFLICT,
    /** The service does it, but its answer never comes. */
    ANSWER_LOST,
    /** The connection breaks in the middle of the answer. */
    TORN_ANSWER,
    /** The header that makes a put conditional does not arrive. */
    UNCONDITIONAL
  }

  private static final Set<String> NOT_PASSED_ON =
      Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

  private final URI service;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
  private final Queue<Fault> nextPuts = new ConcurrentLinkedQueue<>();
  private final AtomicInteger puts = new AtomicInteger();
  private final Lock onePut = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Fault always;
  private volatile Headers put = new Headers();

  FaultyHttp(URI service) throws IOException {
    this.service = service;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next requests, one each. */
  void next(Fault... faults) {
    next.addAll(java.util.List.of(faults));
  }

  /** The next puts, one each. */
  void nextPuts(Fault... faults) {
    nextPuts.addAll(java.util.List.of(faults));
  }

  /** All requests until the fault is null. */
  void always(Fault fault) {
    always = fault;
  }

  /** How many puts came. */
  int puts() {
    return puts.get();
  }

  /** A header of the newest put; null where it had none. */
  String ofPut(String header) {
    return put.getFirst(header);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestMethod().equals("PUT")) {
      puts.incrementAndGet();
      put = exchange.getRequestHeaders();
    }
    Fault fault = next.isEmpty() ? always : next.poll();
    if (exchange.getRequestMethod().equals("PUT") && !nextPuts.isEmpty()) {
      fault = nextPuts.poll();
    }
    try (exchange) {
      if (fault == Fault.UNAVAILABLE) {
        exchange.sendResponseHeaders(503, -1);
      } else if (fault == Fault.CONFLICT) {
        exchange.sendResponseHeaders(409, -1);
      } else {
        pass(exchange, body, fault);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(HttpExchange exchange, byte[] body, Fault fault)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.resolve(exchange.getRequestURI().toString()))
            .method(
                exchange.getRequestMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (header, values) -> {
              boolean dropped =
                  NOT_PASSED_ON.contains(header.toLowerCase(java.util.Locale.ROOT))
                      || fault == Fault.UNCONDITIONAL && header.equalsIgnoreCase("If-None-Match");
              if (!dropped) {
                values.forEach(value -> request.header(header, value));
              }
            });
    HttpResponse<byte[]> answer = send(request.build());
    if (fault == Fault.ANSWER_LOST) {
      closed.await();
      return;
    }
    answer
        .headers()
        .map()
        .forEach(
            (header, values) -> {
              if (!NOT_PASSED_ON.contains(header) && !header.startsWith(":")) {
                exchange.getResponseHeaders().put(header, values);
              }
            });
    byte[] content = answer.body();
    exchange.sendResponseHeaders(answer.statusCode(), content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      int length = fault == Fault.TORN_ANSWER ? content.length / 2 : content.length;
      exchange.getResponseBody().write(content, 0, length);
      exchange.getResponseBody().flush();
    }
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    boolean put = request.method().equals("PUT");
    if (put) {
      onePut.lockInterruptibly();
    }
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } finally {
      if (put) {
        onePut.unlock();
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
