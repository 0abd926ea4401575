package io.holdfast.agent.state;

import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.domain.Ledger;
import io.holdfast.agent.domain.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Closed epochs, undelivered results and launched processes in one append-only file. One write and
 * one sync put a closed epoch and the report of it on disk together, before the report is
 * published. Thread-safe.
 */
public final class Journal implements AutoCloseable {

  static final String FILE = "journal";
  private static final String HEADER = "holdfast-agent-journal 2\n";
  private static final long REWRITE_AT = 4L << 20;

  private final Path file;
  private final Ledger ledger = new Ledger();
  private final TreeMap<Long, Pending> pending = new TreeMap<>();
  private final TreeMap<String, Launch> launches = new TreeMap<>();
  private FileChannel channel;
  private long number;

  private Journal(Path file) {
    this.file = file;
  }

  /**
   * @throws IOException when the file is damaged before its end, or of a version not known here
   */
  static Journal open(Path file) throws IOException {
    var journal = new Journal(file);
    journal.load();
    journal.rewrite();
    return journal;
  }

  /** The closed epochs as of when the journal was opened and since. A copy. */
  public synchronized Ledger ledger() {
    return new Ledger(ledger.closed());
  }

  /** Results that are not acknowledged, oldest first. */
  public synchronized List<Pending> pending() {
    return List.copyOf(pending.values());
  }

  public synchronized int pendingCount() {
    return pending.size();
  }

  /** The last launch of every workload whose epoch is not closed. */
  public synchronized List<Launch> launches() {
    return List.copyOf(launches.values());
  }

  /** Puts the reports on disk, and the epochs that they close. Durable when it returns. */
  public synchronized List<Pending> report(
      long incarnation, List<Step.Report> reports, long atMillis) throws IOException {
    List<Pending> added = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (Step.Report report : reports) {
      if (report.closes()) {
        entries.add(new Entry.Closed(report.grant()));
      }
      var one =
          new Pending(
              ++number,
              incarnation,
              report.grant(),
              report.result(),
              report.reason(),
              report.detail(),
              atMillis);
      entries.add(new Entry.Result(one));
      added.add(one);
    }
    append(entries);
    channel.force(false);
    return added;
  }

  /** Closes epochs without a report. Durable when it returns. */
  public synchronized void close(List<Grant> grants) throws IOException {
    append(grants.stream().<Entry>map(Entry.Closed::new).toList());
    channel.force(false);
  }

  /** Not synced: it has to outlive the agent, not the kernel, whose processes end with it. */
  public synchronized void launched(Launch launch) throws IOException {
    append(List.of(new Entry.Launched(launch)));
  }

  /** Not synced: should it be lost, the result is delivered once more. */
  public synchronized void delivered(Pending result) throws IOException {
    append(List.of(new Entry.Delivered(result.number())));
    if (channel.size() > REWRITE_AT && pending.isEmpty()) {
      rewrite();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }

  /** All of it or none: a line that was half written would look like damage later. */
  private void append(List<Entry> entries) throws IOException {
    var text = new StringBuilder();
    entries.forEach(entry -> line(text, entry));
    long before = channel.size();
    try {
      write(channel, text.toString());
    } catch (IOException e) {
      channel.truncate(before);
      channel.position(before);
      throw e;
    }
    entries.forEach(this::apply);
  }

  private void apply(Entry entry) {
    if (entry instanceof Entry.Closed closed) {
      Grant grant = closed.grant();
      ledger.close(grant);
      launches.computeIfPresent(
          grant.workload(), (w, launch) -> ledger.isClosed(launch.grant()) ? null : launch);
    } else if (entry instanceof Entry.Result result) {
      number = Math.max(number, result.pending().number());
      pending.put(result.pending().number(), result.pending());
    } else if (entry instanceof Entry.Delivered delivered) {
      number = Math.max(number, delivered.number());
      pending.remove(delivered.number());
    } else if (entry instanceof Entry.Launched launched) {
      launches.put(launched.launch().grant().workload(), launched.launch());
    }
  }

  private void load() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1); // it is ASCII, or damaged
    if (!text.startsWith(HEADER)) {
      throw new IOException(
          "%s is not a journal of this version: use the agent that wrote it, or another directory"
              .formatted(file));
    }
    // The last line may be torn by a crash: what was not synced was not published either.
    int from = HEADER.length();
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      try {
        if (end < 0) {
          return;
        }
        apply(Entry.parse(text.substring(from, end)));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        if (end == text.length() - 1) {
          return;
        }
        throw new IOException(
            "%s is damaged at byte %d: without it nobody knows which epochs are closed; move the"
                    .formatted(file, from)
                + " state directory away and give the node a new id",
            e);
      }
      from = end + 1;
    }
  }

  /** Leaves only what still counts. */
  private void rewrite() throws IOException {
    var text = new StringBuilder(HEADER);
    ledger
        .closed()
        .forEach((workload, epoch) -> line(text, new Entry.Closed(new Grant(workload, epoch))));
    launches.values().forEach(launch -> line(text, new Entry.Launched(launch)));
    line(text, new Entry.Delivered(number)); // keeps the count; what follows is not delivered
    pending.values().forEach(result -> line(text, new Entry.Result(result)));
    Path beside = file.resolveSibling(FILE + ".new");
    FileChannel fresh =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    write(fresh, text.toString());
    fresh.force(true);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    NamedValues.sync(file.toAbsolutePath().getParent());
    if (channel != null) {
      channel.close();
    }
    channel = fresh;
  }

  private static void line(StringBuilder text, Entry entry) {
    text.append(entry.line());
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
