package io.holdfast.console.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Headless Chromium with a profile of its own. Debian's package {@code chromium} is enough; where
 * there is none, {@link #installed} is empty and tests say that they are skipped.
 */
public final class Browser implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final DevTools tools;
  private final Path profile;

  private Browser(Process process, DevTools tools, Path profile) {
    this.process = process;
    this.tools = tools;
    this.profile = profile;
  }

  /** The browser on the path, if there is one. */
  public static Optional<Path> installed() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public static Browser start(Path executable) throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory("holdfast-browser");
    Process process =
        new ProcessBuilder(
                executable.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log").toFile())
            .start();
    try {
      return new Browser(process, new DevTools(address(process, profile)), profile);
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Chromium writes its port and path into a file of its profile when it listens. */
  private static URI address(Process process, Path profile)
      throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0 && process.isAlive()) {
      if (Files.exists(file)) {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() == 2) {
          return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IOException("Chromium did not start: " + Files.readString(profile.resolve("log")));
  }

  /** A new page, blank. */
  public Page page(int width, int height) {
    String target =
        (String)
            tools.ask(null, "Target.createTarget", Map.of("url", "about:blank")).get("targetId");
    String session =
        (String)
            tools
                .ask(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId");
    return new Page(tools, target, session, width, height);
  }

  @Override
  public void close() {
    tools.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
      delete(profile);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
