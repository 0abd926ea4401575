package io.holdfast.backup.restore;

import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.domain.RowChange;
import io.holdfast.backup.format.SegmentFile;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Fetches, checks and reads segments in a thread of its own, a few batches ahead of whoever takes
 * their records. What is wrong with a segment is told when it is taken, not before.
 */
final class SegmentsAhead implements AutoCloseable {

  private static final int BATCHES = 16;
  private static final int BATCH_RECORDS = 512;
  private static final int BATCH_BYTES = 1 << 20;

  /**
   * Some of a segment's records, in order.
   *
   * @param last whether no more follow of this segment
   * @param failure why no more follow; null when there is no reason
   */
  private record Batch(List<Object> records, boolean last, Throwable failure) {}

  private final ChainObjects objects;
  private final BlockingQueue<Batch> ready = new ArrayBlockingQueue<>(BATCHES);
  private final Thread thread;
  private List<Object> records = new ArrayList<>();
  private long bytes;

  /**
   * @param segments in the order in which they will be taken
   */
  SegmentsAhead(Iterable<Manifest> segments, ChainObjects objects) {
    this.objects = objects;
    this.thread = new Thread(() -> run(segments), "segments-ahead");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Iterable<Manifest> segments) {
    try {
      try {
        for (Manifest segment : segments) {
          read(segment);
        }
      } catch (UncheckedIOException noManifest) {
        hand(true, noManifest.getCause());
      }
    } catch (Interrupted closed) {
      return;
    }
  }

  private void read(Manifest segment) {
    Throwable failure = null;
    try {
      objects.use(
          segment.getObjects().get(0),
          file -> SegmentFile.readRows(Files.newInputStream(file), this::add));
    } catch (Interrupted e) {
      throw e;
    } catch (Exception | Error e) {
      failure = e;
    }
    hand(true, failure);
  }

  private void add(Object record) {
    records.add(record);
    bytes += bytesOf(record);
    if (records.size() >= BATCH_RECORDS || bytes >= BATCH_BYTES) {
      hand(false, null);
    }
  }

  private static long bytesOf(Object record) {
    if (record instanceof ChangePart part) {
      return part.getText().length();
    }
    return record instanceof RowChange change
        ? lengthOf(change.before()) + lengthOf(change.after())
        : 0;
  }

  private static long lengthOf(byte[] line) {
    return line == null ? 0 : line.length;
  }

  private void hand(boolean last, Throwable failure) {
    try {
      ready.put(new Batch(records, last, failure));
    } catch (InterruptedException e) {
      throw new Interrupted(e);
    }
    records = new ArrayList<>();
    bytes = 0;
  }

  /**
   * Takes the records of the next segment.
   *
   * @throws IOException as {@link ChainObjects#use} and {@link SegmentFile#readRows} do
   */
  void next(Consumer<Object> consumer) throws IOException {
    try {
      boolean more = true;
      while (more) {
        Batch batch = ready.take();
        batch.records().forEach(consumer);
        rethrow(batch.failure());
        more = !batch.last();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while segments were read", e);
    }
  }

  private static void rethrow(Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new IOException(failure);
    }
  }

  @Override
  public void close() {
    boolean interrupted = false;
    thread.interrupt();
    while (thread.isAlive()) {
      ready.clear();
      try {
        thread.join(10);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nobody takes any more. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Interrupted(InterruptedException cause) {
      super(cause);
    }
  }
}
