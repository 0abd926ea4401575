package io.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A {@link SampleApp} in a JVM of its own. */
final class Child implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("listening  url=(\\S+)");

  private final Process process;
  private final Path out;
  private final Path log;

  private Child(Process process, Path out, Path log) {
    this.process = process;
    this.out = out;
    this.log = log;
  }

  static Child start(Path folder, Map<String, String> environment, String... args)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SampleApp.class.getName()));
    command.addAll(List.of(args));
    Path out = folder.resolve("out");
    Path log = folder.resolve("log");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_"));
    builder.environment().putAll(environment);
    return new Child(builder.start(), out, log);
  }

  void awaitLog(String words) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> log().contains(words) || !process.isAlive());
    assertThat(log()).contains(words);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    awaitLog("listening");
    Matcher matcher = LISTENING.matcher(log());
    assertThat(matcher.find()).isTrue();
    URI uri = URI.create(matcher.group(1)).resolve(path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** SIGTERM. */
  Child terminate() {
    process.destroy();
    return this;
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended; log:%n%s", log()).isTrue();
    return process.exitValue();
  }

  List<String> said() {
    return read(out).lines().toList();
  }

  String log() {
    return read(log);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
