package io.holdfast.bench.console;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.console.Cluster;
import io.holdfast.console.ConsoleUnderTest;
import io.holdfast.console.browser.Browser;
import io.holdfast.console.browser.Page;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The console as a process of its own over a broker, one page in headless Chromium that follows,
 * and a crowd of nodes. The console's CPU is that of its process, by proc(5).
 */
public final class PageUnderLoad {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TICKS_A_SECOND = 100; // USER_HZ of every Linux that Java runs on

  private final Effort effort;
  private final Report report;
  private final int nodes;
  private final int seconds;

  public PageUnderLoad(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
    this.nodes = effort.of(10_000, 2_000);
    this.seconds = effort.of(30, 8);
  }

  public void run() throws Exception {
    Optional<Path> browser = Browser.installed();
    if (browser.isEmpty()) {
      report.say("skipped: no Chromium on the path; Debian's package is chromium");
      return;
    }
    var plan = SandboxPlan.of(Part.BROKER, Part.REGISTRY).withBrokerProcess();
    try (Sandbox sandbox = Sandbox.start(plan);
        Cluster cluster = new Cluster(sandbox.bootstrapServers(), sandbox.registryUrl());
        Crowd crowd = new Crowd(cluster, nodes)) {
      int web = ConsoleUnderTest.freePort();
      try (ChildProcess console = console(sandbox, web);
          Browser chromium = Browser.start(browser.get());
          Page page = chromium.page(1440, 900)) {
        crowd.start();
        measure(console, page, "http://127.0.0.1:" + web + "/");
      }
    }
  }

  private static ChildProcess console(Sandbox sandbox, int web) {
    int health = ConsoleUnderTest.freePort();
    ChildProcess console =
        ChildProcess.java("io.holdfast.console.Main")
            .jvmOptions("-XX:+UseSerialGC", "-Xmx256m")
            .arguments(
                "--set=kafka.bootstrap-servers=" + sandbox.bootstrapServers(),
                "--set=registry.url=" + sandbox.registryUrl(),
                "--set=web.port=" + web,
                "--set=http.port=" + health)
            .start("console", sandbox.directory().resolve("console.log"));
    console.awaitReady(URI.create("http://127.0.0.1:" + health + "/readyz"), PATIENCE);
    return console;
  }

  private void measure(ChildProcess console, Page page, String url) throws Exception {
    TimeUnit.SECONDS.sleep(effort.of(20, 5)); // the compiler's work is not the console's
    page.open(url);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Boolean.TRUE.equals(page.eval("performance.getEntriesByName('fleet-drawn').length > 0"))
        && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    report.add(Figure.of("nodes", nodes, "nodes"));
    report.add(
        Figure.of(
                "first-paint",
                (double)
                    page.eval(
                        "performance.getEntriesByName('first-contentful-paint')[0].startTime"),
                "ms")
            .atMost(1_000));
    report.add(
        Figure.of(
            "map-drawn",
            (double) page.eval("performance.getEntriesByName('fleet-drawn')[0].startTime"),
            "ms"));
    long before = cpuTicks(console.pid());
    Map<String, Object> frames = frames(page);
    double cores = (cpuTicks(console.pid()) - before) / (double) TICKS_A_SECOND / seconds;
    report.add(Figure.of("server.cpu", cores, "cores").atMost(0.30));
    report.add(Figure.of("pictures", number(frames, "pictures") / seconds, "1/s").atLeast(0.8));
    report.add(Figure.of("frame.p50", number(frames, "p50"), "ms"));
    report.add(Figure.of("frame.p95", number(frames, "p95"), "ms").atMost(33));
    report.add(Figure.of("frame.max", number(frames, "max"), "ms"));
  }

  /** Times between frames, as the page itself sees them, while pictures of the fleet arrive. */
  @SuppressWarnings("unchecked")
  private Map<String, Object> frames(Page page) {
    return (Map<String, Object>)
        page.eval(
            """
            (async () => {
              const live = await import("/page/live.js");
              let pictures = -1; // the newest one is told at once
              const off = live.on("picture", () => pictures++);
              const times = [];
              await new Promise((done) => {
                const begin = performance.now();
                let last = begin;
                const frame = (now) => {
                  times.push(now - last);
                  last = now;
                  if (now - begin < %d) requestAnimationFrame(frame); else done();
                };
                requestAnimationFrame(frame);
              });
              off();
              times.shift();
              times.sort((a, b) => a - b);
              const at = (share) => times[Math.floor(share * (times.length - 1))];
              return {pictures, p50: at(0.5), p95: at(0.95), max: at(1)};
            })()
            """
                .formatted(seconds * 1_000));
  }

  private static double number(Map<String, Object> frames, String name) {
    return (double) frames.get(name);
  }

  /** User and system time of the process: fields 14 and 15 of {@code /proc/<pid>/stat}. */
  private static long cpuTicks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(afterName[11]) + Long.parseLong(afterName[12]);
  }
}
