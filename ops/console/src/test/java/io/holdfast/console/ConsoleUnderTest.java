package io.holdfast.console;

import io.holdfast.console.config.ConsoleConfig;
import io.holdfast.runtime.App;
import io.holdfast.runtime.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The console in this JVM, from its arguments to its exit code. */
public final class ConsoleUnderTest implements AutoCloseable {

  private final App<ConsoleConfig> app;
  private final CompletableFuture<ExitCode> ended;
  private final String url;
  private final String health;
  private final HttpClient client = HttpClient.newHttpClient();

  public ConsoleUnderTest(String bootstrapServers, String registryUrl, String... settings) {
    int port = freePort();
    int healthPort = freePort();
    url = "http://127.0.0.1:" + port;
    health = "http://127.0.0.1:" + healthPort;
    List<String> arguments = new ArrayList<>();
    for (String setting :
        List.of(
            "kafka.bootstrap-servers=" + bootstrapServers,
            "registry.url=" + registryUrl,
            "web.port=" + port,
            "http.port=" + healthPort)) {
      arguments.add("--set=" + setting);
    }
    for (String setting : settings) {
      arguments.add("--set=" + setting);
    }
    app = App.of("console", ConsoleConfig.class, ConsoleConfig::http, Main::assemble);
    Main.prepareHttp();
    ended = CompletableFuture.supplyAsync(() -> app.run(arguments, Map.of()));
    Awaitility.await("the console is ready")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> ended.isDone() || get(health + "/readyz") == 200);
    if (ended.isDone()) {
      throw new IllegalStateException("the console ended at its start: " + ended.join());
    }
  }

  private int get(String address) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding())
        .statusCode();
  }

  public String url(String path) {
    return url + path;
  }

  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  @Override
  public void close() {
    app.stop();
    ended.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
