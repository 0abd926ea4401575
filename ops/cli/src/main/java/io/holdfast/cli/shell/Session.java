package io.holdfast.cli.shell;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Waiting;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Json;
import io.holdfast.cli.output.OneLine;
import io.holdfast.cli.output.Spans;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.output.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One run of one command: the terminal it speaks on and the cluster it is about. */
public final class Session implements AutoCloseable {

  private final GlobalOptions options;
  private final Terminal terminal;
  private final Waiting waiting;
  private Cluster cluster;
  private boolean listed;

  Session(GlobalOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
    this.waiting = terminal.coloured() ? Waiting.on(terminal.err()) : Waiting.SILENT;
  }

  /**
   * The cluster, reached at the first call.
   *
   * @throws Failure when no address is known or nothing answers there
   */
  public Cluster cluster() {
    if (cluster == null) {
      var search = new AddressSearch(options, terminal);
      cluster = Cluster.reach(search.found(), search.topics(), terminal.err(), waiting);
    }
    return cluster;
  }

  /** Tells a person who is waited for, if that takes long, until it is closed. */
  public Waiting.Answer waitFor(String whom) {
    return waiting.forAnswer(whom);
  }

  public boolean json() {
    return options.json();
  }

  public Instant now() {
    return terminal.clock().instant();
  }

  public Terminal terminal() {
    return terminal;
  }

  /** A list: a table, or one JSON array. */
  public <T> void list(Columns<T> columns, List<T> all, String whenEmpty) {
    listed = true;
    List<RowFilter> filters = options.filters();
    List<T> rows =
        all.stream()
            .filter(row -> filters.stream().allMatch(f -> f.wants(columns.fields(row))))
            .toList();
    if (json()) {
      say(Json.pretty(rows.stream().map(columns::fields).toList()));
    } else if (rows.isEmpty()) {
      terminal
          .err()
          .println(all.isEmpty() ? whenEmpty : "None of %d is like this.".formatted(all.size()));
    } else {
      new Table<>(columns).lines(rows, terminal.coloured()).forEach(this::say);
    }
  }

  /** One thing: the lines for people, or one JSON object. */
  public void show(Map<String, ?> fields, List<String> lines) {
    if (json()) {
      say(Json.pretty(fields));
    } else {
      lines.forEach(this::say);
    }
  }

  public void say(String line) {
    terminal.out().println(line);
  }

  /** What people should know and programs need not parse. */
  public void remark(String sentence) {
    terminal.err().println(OneLine.of(sentence));
  }

  /** The text in the style's colour, if this is a terminal. */
  public String styled(Style style, String text) {
    return terminal.coloured() ? style.around(text) : text;
  }

  /** An hour, or a day and an hour, by this machine's zone. */
  public String at(long epochMillis) {
    return Spans.at(Instant.ofEpochMilli(epochMillis), now(), terminal.clock().getZone());
  }

  /** How long ago. */
  public String ago(long epochMillis) {
    return Spans.since(Instant.ofEpochMilli(epochMillis), now());
  }

  @Override
  public void close() {
    if (!listed && options.filtered()) {
      remark("--filter was not applied: this command lists nothing.");
    }
    if (cluster != null) {
      cluster.close();
    }
    terminal.out().flush();
    terminal.err().flush();
  }
}
