package io.holdfast.cli.shell;

import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a tail begins and where it ends. */
public final class TailOptions {

  @ArgGroup(exclusive = true)
  private From from;

  @Option(
      names = "--max",
      paramLabel = "N",
      description = "Ends after so many records (default: at Ctrl-C).")
  private long max = Long.MAX_VALUE;

  private static final class From {

    @Option(names = "--from-beginning", description = "Begins with the oldest record kept.")
    private boolean beginning;

    @Option(
        names = "--since",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        description = "Begins so long ago, such as 90s, 10m or 2h.")
    private Duration since;
  }

  public Start start(Instant now) {
    if (from == null) {
      return Start.END;
    }
    return from.beginning ? Start.BEGINNING : Start.at(now.minus(from.since));
  }

  /** Hands over what is wanted, until the count is reached. */
  public Predicate<Entry<SpecificRecord>> counting(
      Predicate<Entry<SpecificRecord>> wanted, Consumer<Entry<SpecificRecord>> each) {
    return new Predicate<>() {
      private long left = max;

      @Override
      public boolean test(Entry<SpecificRecord> entry) {
        if (wanted.test(entry)) {
          each.accept(entry);
          left--;
        }
        return left > 0;
      }
    };
  }
}
