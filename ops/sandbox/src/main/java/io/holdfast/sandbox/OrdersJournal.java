package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What the orders writer committed, in its own words and on its own file, so that a restore can be
 * compared with something that no part of the backup has touched.
 *
 * <pre>
 *  begin     number
 *  put       table  key  row          row as PostgreSQL prints it, after insert or update
 *  remove    table  key
 *  truncate  table
 *  prepare   number  transaction id   synced before COMMIT is sent
 *  commit    number  wall ms          synced after COMMIT returned
 *  rollback  number
 * </pre>
 *
 * Fields are separated by tabs; tab, newline, carriage return and backslash in them are escaped.
 * Transactions are one after another: there is one writer.
 */
public final class OrdersJournal implements AutoCloseable {

  /** One step of a transaction. */
  sealed interface Step {
    /** The row is now as {@code row} says. */
    record Put(String table, String key, String row) implements Step {}

    /** The row is no more. */
    record Remove(String table, String key) implements Step {}

    /** No row is left in the table. */
    record Truncate(String table) implements Step {}
  }

  /** How a transaction ended. */
  enum Outcome {
    COMMITTED,
    ROLLED_BACK,
    UNKNOWN
  }

  /**
   * A transaction as it was journaled.
   *
   * @param id PostgreSQL's transaction id, 0 when it never came to COMMIT
   * @param wallMillis when COMMIT had returned; 0 unless committed
   */
  record Transaction(long number, long id, Outcome outcome, long wallMillis, List<Step> steps) {}

  private final Path file;
  private final FileChannel channel;
  private final StringBuilder pending = new StringBuilder();

  OrdersJournal(Path file) {
    this.file = file;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the journal " + file, e);
    }
  }

  void begin(long number) {
    line("begin", Long.toString(number));
  }

  void step(Step step) {
    if (step instanceof Step.Put put) {
      line("put", put.table(), put.key(), put.row());
    } else if (step instanceof Step.Remove remove) {
      line("remove", remove.table(), remove.key());
    } else if (step instanceof Step.Truncate truncate) {
      line("truncate", truncate.table());
    }
  }

  void prepare(long number, long transactionId) {
    line("prepare", Long.toString(number), Long.toString(transactionId));
    sync();
  }

  void committed(long number) {
    line("commit", Long.toString(number), Long.toString(System.currentTimeMillis()));
    sync();
  }

  void rolledBack(long number) {
    line("rollback", Long.toString(number));
    sync();
  }

  private void line(String... fields) {
    for (int i = 0; i < fields.length; i++) {
      pending.append(i == 0 ? "" : "\t").append(escape(fields[i]));
    }
    pending.append('\n');
  }

  private void sync() {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(pending.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
      pending.setLength(0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the journal " + file, e);
    }
  }

  /** All transactions whose end, or whose intention to commit, is in the file. */
  static List<Transaction> read(Path file) {
    var reader = new Reader();
    try {
      Files.readString(file).lines().forEach(reader::accept);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the journal " + file, e);
    }
    reader.finish();
    return List.copyOf(reader.transactions.values());
  }

  private static final class Reader {

    private final TreeMap<Long, Transaction> transactions = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private long prepared;
    private long id;

    void accept(String line) {
      String[] fields = line.split("\t", -1);
      for (int i = 0; i < fields.length; i++) {
        fields[i] = unescape(fields[i]);
      }
      switch (fields[0]) {
        case "begin" -> finish();
        case "put" -> steps.add(new Step.Put(fields[1], fields[2], fields[3]));
        case "remove" -> steps.add(new Step.Remove(fields[1], fields[2]));
        case "truncate" -> steps.add(new Step.Truncate(fields[1]));
        case "prepare" -> {
          prepared = Long.parseLong(fields[1]);
          id = Long.parseLong(fields[2]);
        }
        case "commit" ->
            end(Long.parseLong(fields[1]), Outcome.COMMITTED, Long.parseLong(fields[2]));
        case "rollback" -> end(Long.parseLong(fields[1]), Outcome.ROLLED_BACK, 0);
        default -> throw new IllegalStateException("not a line of an orders journal: " + line);
      }
    }

    void finish() {
      if (prepared != 0) {
        end(prepared, Outcome.UNKNOWN, 0);
      }
      steps.clear();
    }

    private void end(long number, Outcome outcome, long wallMillis) {
      transactions.put(
          number, new Transaction(number, id, outcome, wallMillis, List.copyOf(steps)));
      steps.clear();
      prepared = 0;
      id = 0;
    }
  }

  private static String escape(String field) {
    return field
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static String unescape(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    var plain = new StringBuilder(field.length());
    int start = 0;
    for (int escape = field.indexOf('\\'); escape >= 0; escape = field.indexOf('\\', start)) {
      char escaped = field.charAt(escape + 1);
      plain.append(field, start, escape);
      plain.append(escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
      start = escape + 2;
    }
    plain.append(field, start, field.length());
    return plain.toString();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the journal " + file, e);
    }
  }
}
