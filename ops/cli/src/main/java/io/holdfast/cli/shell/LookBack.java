package io.holdfast.cli.shell;

import io.holdfast.cli.cluster.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Option;

/** How far back a list of events goes. */
public final class LookBack {

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "1d",
      description = "Not older than this, such as 90s, 10m or 2h (default: ${DEFAULT-VALUE}).")
  private Duration since;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "50",
      description = "No more than the newest so many (default: ${DEFAULT-VALUE}).")
  private int last;

  public Start start(Instant now) {
    return Start.at(now.minus(since));
  }

  /** The newest of them, still oldest first. */
  public <T> List<T> newest(List<T> oldestFirst) {
    int size = oldestFirst.size();
    return oldestFirst.subList(Math.max(0, size - Math.max(0, last)), size);
  }
}
