package io.holdfast.demo;

import io.holdfast.sandbox.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A Prometheus with the repository's configuration and rules, in a greater hurry. */
final class Prometheus implements AutoCloseable {

  private final ChildProcess process;
  private final String url;
  private final HttpClient client = HttpClient.newHttpClient();

  private Prometheus(ChildProcess process, String url) {
    this.process = process;
    this.url = url;
  }

  static boolean isInstalled() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "prometheus")));
  }

  /**
   * @param repository the folder {@code ops/prometheus}
   * @param targets addresses of the metrics by app
   */
  static Prometheus start(Path repository, Path directory, int port, Map<String, URI> targets)
      throws IOException {
    Files.createDirectories(directory.resolve("rules"));
    Files.createDirectories(directory.resolve("targets"));
    Files.copy(repository.resolve("rules/holdfast.yml"), directory.resolve("rules/holdfast.yml"));
    Files.writeString(
        directory.resolve("prometheus.yml"),
        Files.readString(repository.resolve("prometheus.yml")).replace("15s", "2s"));
    Files.writeString(
        directory.resolve("targets/demo.yml"),
        targets.entrySet().stream()
            .map(
                target ->
                    "- labels: {app: %s}\n  targets: [\"%s\"]\n"
                        .formatted(target.getKey(), target.getValue().getAuthority()))
            .collect(Collectors.joining()));
    ChildProcess process =
        ChildProcess.command(
                "prometheus",
                "--config.file=" + directory.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .start("prometheus", directory.resolve("log"));
    String url = "http://127.0.0.1:" + port;
    process.awaitReady(URI.create(url + "/-/ready"), Duration.ofSeconds(60));
    return new Prometheus(process, url);
  }

  /** How many series answer the query now. */
  int series(String query) throws IOException, InterruptedException {
    Map<String, Object> answer =
        get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    return list(map(answer.get("data")).get("result")).size();
  }

  /** Names of the alerts that fire now. */
  Set<String> firing() throws IOException, InterruptedException {
    return list(map(get("/api/v1/alerts").get("data")).get("alerts")).stream()
        .filter(alert -> "firing".equals(alert.get("state")))
        .map(alert -> (String) map(alert.get("labels")).get("alertname"))
        .collect(Collectors.toSet());
  }

  private Map<String, Object> get(String path) throws IOException, InterruptedException {
    String body =
        client
            .send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString())
            .body();
    return map(new Load(LoadSettings.builder().build()).loadFromString(body));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> list(Object value) {
    return (List<Map<String, Object>>) value;
  }

  @Override
  public void close() {
    process.terminate(Duration.ofSeconds(10));
  }
}
