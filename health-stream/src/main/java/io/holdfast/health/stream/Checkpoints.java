package io.holdfast.health.stream;

import io.holdfast.health.domain.Fold;
import io.holdfast.schemas.snapshot.ChunkedOutput;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * A fold's whole state, copied now and then and written under one of three rotating generations;
 * FORMAT.md draws it. A generation is whole once its header is there: the header is taken away
 * first and written last, and the changelog keeps that order.
 *
 * <p>Copying a state of many megabytes takes milliseconds, storing it takes several times as long:
 * so it is stored a few chunks at a time.
 *
 * <p>Three, because a restart begins at the committed offset: the newest generation may be true for
 * a later offset, and the one after that may be half written.
 */
final class Checkpoints {

  private static final int GENERATIONS = 3;
  private static final int HEADER_BYTES = 1 + 8 + 4 + 8;
  private static final int HEADER = -1;

  /** A generation that is whole. */
  record Generation(int number, long offset, int chunks, long checksum) {}

  /** A generation that is being written: chunks before {@code next} are stored. */
  private static final class Writing {
    final int number;
    final int format;
    final long offset;
    final List<byte[]> chunks;
    int next;

    Writing(int number, int format, long offset, List<byte[]> chunks) {
      this.number = number;
      this.format = format;
      this.offset = offset;
      this.chunks = chunks;
    }
  }

  private final KeyValueStore<byte[], byte[]> store;

  /** Null if none is. */
  private Writing writing;

  Checkpoints(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  static StoreBuilder<KeyValueStore<byte[], byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(Map.of());
  }

  /** Begins to write the state, true after the record at {@code offset}, over the oldest. */
  void begin(Fold<?> fold, long offset) {
    writing = new Writing(oldest(fold.format()), fold.format(), offset, copy(fold));
    store.delete(key(writing.number, HEADER));
  }

  boolean isWriting() {
    return writing != null;
  }

  /** Stores so many chunks more, and the header with the last. */
  void proceed(int chunks) {
    int until = Math.min(writing.next + chunks, writing.chunks.size());
    for (; writing.next < until; writing.next++) {
      store.put(key(writing.number, writing.next), writing.chunks.get(writing.next));
    }
    if (until == writing.chunks.size()) {
      for (int i = until; store.get(key(writing.number, i)) != null; i++) {
        store.delete(key(writing.number, i));
      }
      store.put(key(writing.number, HEADER), header(writing));
      writing = null;
    }
  }

  private static List<byte[]> copy(Fold<?> fold) {
    var chunks = new ChunkedOutput();
    try {
      var out = new DataOutputStream(chunks);
      fold.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return chunks.chunks();
  }

  /** Reads the newest state that is older than {@code offset}; returns what it is true for. */
  Optional<Generation> read(Fold<?> fold, long offset) {
    List<Generation> older =
        generations(fold.format()).stream()
            .filter(generation -> generation.offset() < offset)
            .sorted(Comparator.comparingLong(Generation::offset).reversed())
            .toList();
    for (Generation generation : older) {
      List<byte[]> chunks = chunks(generation);
      if (checksum(chunks) == generation.checksum()) {
        read(fold, chunks);
        return Optional.of(generation);
      }
    }
    return Optional.empty();
  }

  private static void read(Fold<?> fold, List<byte[]> chunks) {
    var parts = chunks.stream().map(ByteArrayInputStream::new).toList();
    try (var in = new DataInputStream(new SequenceInputStream(Collections.enumeration(parts)))) {
      fold.readFrom(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that are whole and in that format; others are as good as none. */
  List<Generation> generations(int format) {
    var whole = new ArrayList<Generation>();
    for (int number = 0; number < GENERATIONS; number++) {
      byte[] header = store.get(key(number, HEADER));
      if (header != null && header.length == HEADER_BYTES && header[0] == format) {
        ByteBuffer fields = ByteBuffer.wrap(header, 1, HEADER_BYTES - 1);
        whole.add(new Generation(number, fields.getLong(), fields.getInt(), fields.getLong()));
      }
    }
    return whole;
  }

  /** One that is not whole, else the one that is true for the earliest offset. */
  private int oldest(int format) {
    List<Generation> whole = generations(format);
    for (int number = 0; number < GENERATIONS; number++) {
      int candidate = number;
      if (whole.stream().noneMatch(generation -> generation.number() == candidate)) {
        return candidate;
      }
    }
    return Collections.min(whole, Comparator.comparingLong(Generation::offset)).number();
  }

  private List<byte[]> chunks(Generation generation) {
    var chunks = new ArrayList<byte[]>(generation.chunks());
    for (int i = 0; i < generation.chunks(); i++) {
      byte[] chunk = store.get(key(generation.number(), i));
      chunks.add(chunk == null ? new byte[0] : chunk);
    }
    return chunks;
  }

  private static byte[] header(Writing written) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .put((byte) written.format)
        .putLong(written.offset)
        .putInt(written.chunks.size())
        .putLong(checksum(written.chunks))
        .array();
  }

  private static long checksum(List<byte[]> chunks) {
    var checksum = new CRC32C();
    chunks.forEach(checksum::update);
    return checksum.getValue();
  }

  private static byte[] key(int generation, int chunk) {
    return ByteBuffer.allocate(5).put((byte) generation).putInt(chunk).array();
  }
}
