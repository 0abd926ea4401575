package io.holdfast.agent.driver;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * What a workload writes to its standard output and error. The workload appends to the file itself,
 * so it neither blocks nor dies with the agent; therefore the file is set aside by copying and
 * cutting it, and what is written in between is lost.
 */
final class WorkloadLog {

  private static final int TAIL = 2048;
  private static final int LINE = 300;

  private final Path file;

  /**
   * @param directory of all logs
   */
  WorkloadLog(Path directory, String workload) {
    String name = URLEncoder.encode(workload, StandardCharsets.UTF_8);
    if (name.length() > 200) {
      name = name.substring(0, 180) + "-" + Integer.toHexString(name.hashCode());
    }
    this.file = directory.resolve(name + ".log");
  }

  Path file() {
    return file;
  }

  /**
   * Sets the file aside when it has grown past the size, bytes: its end, of that size. The one
   * before is dropped.
   *
   * @return how large it was, bytes, if it was set aside
   */
  OptionalLong setAsideBeyond(long maxSize) throws IOException {
    if (!Files.exists(file) || Files.size(file) <= maxSize) {
      return OptionalLong.empty();
    }
    long size;
    Path aside = file.resolveSibling(file.getFileName() + ".1");
    Path copy = file.resolveSibling(file.getFileName() + ".1.new");
    try (FileChannel log =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel target =
            FileChannel.open(
                copy,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      size = log.size();
      log.transferTo(Math.max(0, size - maxSize), Math.min(size, maxSize), target);
      log.truncate(0);
    }
    Files.move(copy, aside, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    return OptionalLong.of(size);
  }

  /** The last line that says something, shortened; empty when there is none. */
  String lastLine() throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    byte[] tail;
    try (var log = new RandomAccessFile(file.toFile(), "r")) {
      long size = log.length();
      tail = new byte[(int) Math.min(TAIL, size)];
      log.seek(size - tail.length);
      log.readFully(tail);
    }
    String text = new String(tail, StandardCharsets.UTF_8).strip();
    String last = text.substring(text.lastIndexOf('\n') + 1).strip();
    return last.length() <= LINE ? last : last.substring(0, LINE) + "…";
  }
}
