package io.holdfast.backup.restore;

import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.format.RowChangeReader;
import io.holdfast.backup.format.SegmentFile;
import io.holdfast.records.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Fetches, checks and reads segments, a few blocks ahead of whoever takes their records: one thread
 * fetches, checks and unpacks, others read the blocks that it unpacked. What is wrong with a
 * segment is told when it is taken, not before.
 */
final class SegmentsAhead implements AutoCloseable {

  private static final int BLOCKS = 4;
  private static final int MOST_READERS = 4;

  /**
   * Some of a segment's records, in order.
   *
   * @param last whether no more follow of this segment
   * @param failure why nothing after it may be taken; null when there is no reason
   */
  private record Batch(List<Object> records, boolean last, Throwable failure) {}

  private final ChainObjects objects;
  private final BlockingQueue<Future<Batch>> ready = new ArrayBlockingQueue<>(BLOCKS);
  private final ThreadLocal<RowChangeReader> reader = ThreadLocal.withInitial(RowChangeReader::new);
  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors()),
          work -> thread(work, "segment-reader"));
  private final Thread thread;

  /**
   * @param segments in the order in which they will be taken
   */
  SegmentsAhead(Iterable<Manifest> segments, ChainObjects objects) {
    this.objects = objects;
    this.thread = thread(() -> run(segments), "segments-ahead");
    thread.start();
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private void run(Iterable<Manifest> segments) {
    try {
      try {
        for (Manifest segment : segments) {
          unpack(segment);
        }
      } catch (UncheckedIOException noManifest) {
        hand(end(noManifest.getCause()));
      }
    } catch (Interrupted closed) {
      return;
    }
  }

  private void unpack(Manifest segment) {
    Throwable failure = null;
    try {
      objects.use(
          segment.getObjects().get(0),
          file ->
              SegmentFile.readBlocks(
                  Files.newInputStream(file), block -> hand(readers.submit(() -> read(block)))));
    } catch (Interrupted e) {
      throw e;
    } catch (Exception | Error e) {
      failure = e;
    }
    hand(end(failure));
  }

  private static Future<Batch> end(Throwable failure) {
    return CompletableFuture.completedFuture(new Batch(List.of(), true, failure));
  }

  private Batch read(SegmentFile.Block block) {
    List<Object> records = new ArrayList<>();
    try {
      reader.get().read(block, records::add);
    } catch (Exception | Error e) {
      return new Batch(records, false, e);
    }
    return new Batch(records, false, null);
  }

  private void hand(Future<Batch> batch) {
    try {
      ready.put(batch);
    } catch (InterruptedException e) {
      throw new Interrupted(e);
    }
  }

  /**
   * Takes the records of the next segment.
   *
   * @throws IOException as {@link ChainObjects#use}, {@link SegmentFile#readBlocks} and {@link
   *     RowChangeReader#read} do
   */
  void next(Consumer<Object> consumer) throws IOException {
    try {
      boolean more = true;
      while (more) {
        Batch batch = ready.take().get();
        batch.records().forEach(consumer);
        rethrow(batch.failure());
        more = !batch.last();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while segments were read", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
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
    readers.shutdownNow();
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
