package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthcheckTest {

  private HttpServer server;
  private volatile int status;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/healthz",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void anAppThatAnswersOkIsHealthy() throws Exception {
    status = 200;

    assertThat(check(server.getAddress().getPort())).isZero();
  }

  @Test
  void anAppThatSaysOtherwiseIsNot() throws Exception {
    status = 503;

    assertThat(check(server.getAddress().getPort())).isNotZero();
  }

  @Test
  void anAppThatDoesNotAnswerIsNot() throws Exception {
    int port = server.getAddress().getPort();
    server.stop(0);

    assertThat(check(port)).isNotZero();
  }

  private static int check(int port) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("./healthcheck");
    builder.environment().put("HOLDFAST_HTTP_PORT", Integer.toString(port));
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }
}
