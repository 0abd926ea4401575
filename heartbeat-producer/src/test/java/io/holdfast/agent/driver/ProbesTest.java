package io.holdfast.agent.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.agent.config.ProbeConfig;
import io.holdfast.agent.domain.Grant;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbesTest {

  /** Longer than any stall of a busy machine; also the grace at start. */
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private static final Grant WEB = new Grant("web", 7);

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Probes probes =
      new Probes(
          new Marks("n1", () -> 1_000L, "cookie"),
          thread,
          new Probes.Listener() {
            @Override
            public void serves(Grant grant) {
              told.add(grant + " serves");
            }

            @Override
            public void unhealthy(Grant grant, String why) {
              told.add(grant + " " + why);
            }
          });

  @AfterEach
  void close() {
    probes.close();
    thread.shutdownNow();
  }

  @Test
  void anAnswerServesAndAnErrorIsUnhealthy() throws Exception {
    var status = new AtomicInteger(200);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/web",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/${workload}";
      begin(Optional.of(url), Optional.empty(), List.of(), PATIENT);
      awaitTold("web@7 serves");

      status.set(500);

      awaitTold("web@7 HTTP 500 from " + url.replace("${workload}", "web"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anOpenPortServes() throws Exception {
    try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      begin(
          Optional.empty(), Optional.of("127.0.0.1:" + socket.getLocalPort()), List.of(), PATIENT);
      awaitTold("web@7 serves");
    }
  }

  @Test
  void aCommandThatHangsIsUnhealthy() {
    begin(
        Optional.empty(),
        Optional.empty(),
        List.of("sh", "-c", "sleep 1000"),
        Duration.ofMillis(200));

    awaitTold("web@7 sh did not end within 200 ms");
  }

  @Test
  void aCommandThatEndsWellServes() {
    begin(
        Optional.empty(),
        Optional.empty(),
        List.of("sh", "-c", "test $HOLDFAST_EPOCH = ${epoch}"),
        PATIENT);

    awaitTold("web@7 serves");
  }

  private void begin(
      Optional<String> http, Optional<String> tcp, List<String> command, Duration timeout) {
    var config = new ProbeConfig(http, tcp, command, Duration.ofMillis(20), timeout, 2, 1, timeout);
    thread.execute(() -> probes.begin(WEB, config));
  }

  private void awaitTold(String expected) {
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(told).contains(expected));
  }
}
