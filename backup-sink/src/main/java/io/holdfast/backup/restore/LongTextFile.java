package io.holdfast.backup.restore;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.LongText;
import io.holdfast.backup.domain.fold.LongTexts;
import io.holdfast.backup.domain.fold.RowStore;
import io.holdfast.backup.format.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Fields that are too long to be held, one after the other in a file that is made when the first
 * comes. Equal ones are kept once. One writer; after the last write any number of readers.
 */
final class LongTextFile implements LongTexts, AutoCloseable {

  private final Path directory;
  private final RowStore places;
  private FileChannel file;
  private Path path;
  private long end;

  /** Where a field lies in the file. */
  private record Place(FileChannel file, long from, long length) {}

  /**
   * @param places keeps by hash where a field lies
   */
  LongTextFile(Path directory, RowStore places) {
    this.directory = directory;
    this.places = places;
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  /** Forgets all fields. */
  void clear() {
    places.clear();
    end = 0;
  }

  /** Where a field lies; empty when it is not here. */
  private Optional<Place> find(LongText text) {
    RowStore.Kept place = places.get(CopyText.bytes(text.sha256()));
    if (place == null) {
      return Optional.empty();
    }
    ByteBuffer numbers = ByteBuffer.wrap(place.text());
    return Optional.of(new Place(file, numbers.getLong(), numbers.getLong()));
  }

  /** Opens a field that lies in one of several files. */
  static InputStream open(List<LongTextFile> files, LongText text) {
    return files.stream()
        .flatMap(file -> file.find(text).stream())
        .findFirst()
        .map(Reader::new)
        .orElseThrow(() -> new IllegalStateException("a long field is lost: " + text.sha256()));
  }

  @Override
  public Writer begin() {
    if (file == null) {
      try {
        path = Files.createTempFile(directory, "long-", ".text");
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw FoldedRows.failed(e);
      }
    }
    return new Field();
  }

  private final class Field implements Writer {

    private final MessageDigest digest = Sha256.digest();
    private long at = end;

    @Override
    public void append(byte[] bytes, int from, int length) {
      digest.update(bytes, from, length);
      ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
      try {
        while (buffer.hasRemaining()) {
          at += file.write(buffer, at);
        }
      } catch (IOException e) {
        throw FoldedRows.failed(e);
      }
    }

    @Override
    public LongText end() {
      String sha256 = Sha256.hex(digest.digest());
      byte[] key = CopyText.bytes(sha256);
      if (!places.contains(key)) {
        ByteBuffer place = ByteBuffer.allocate(2 * Long.BYTES).putLong(end).putLong(at - end);
        places.put(key, RowStore.Kept.of(place.array()));
        end = at;
      }
      return new LongText(sha256);
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      Files.delete(path);
    }
  }

  /** Reads a field where it lies. */
  private static final class Reader extends InputStream {

    private final Place place;
    private long done;

    Reader(Place place) {
      this.place = place;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      if (done == place.length()) {
        return -1;
      }
      int most = (int) Math.min(count, place.length() - done);
      int n = place.file().read(ByteBuffer.wrap(bytes, from, most), place.from() + done);
      if (n < 0) {
        throw new IOException("a file of long fields ends too early");
      }
      done += n;
      return n;
    }
  }
}
