package io.holdfast.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the whole system on this machine and tells its story. */
@Command(
    name = "holdfast demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the whole system on this machine, on real processes, and tells its story.",
      "Needs nothing but this checkout; about 3 GB of memory and, with --once, under 4 minutes."
    })
public final class Main implements Callable<Integer> {

  @Option(names = "--once", description = "Tell the story, verify every step, and end with 0 or 1.")
  private boolean once;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep data, logs and configurations in DIR.")
  private Path keep;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    var narrator = new Narrator(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    narrator.title(
        "Holdfast: five nodes, fifteen workloads, one database; real processes on this machine");
    long begin = System.nanoTime();
    try (Demo demo = Demo.start(Installation.find(), Optional.ofNullable(keep), narrator)) {
      boolean cameTrue = demo.tell();
      narrator.title(
          (cameTrue ? "Every step was verified, in " : "The story did not come true, after ")
              + Narrator.seconds(begin, System.nanoTime()));
      if (cameTrue && !once) {
        narrator.title(
            "Everything stays up until Ctrl-C; the console is at %s".formatted(demo.consoleUrl()));
        new CountDownLatch(1).await();
      }
      return cameTrue ? 0 : 1;
    } catch (StoryFailed e) {
      narrator.failed(e);
      return 1;
    }
  }
}
