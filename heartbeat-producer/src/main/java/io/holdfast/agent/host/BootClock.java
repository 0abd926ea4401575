package io.holdfast.agent.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * Time since boot, sleep of the machine included: CLOCK_BOOTTIME, as {@code /proc/uptime} tells it,
 * nanoseconds in steps of a hundredth of a second, rounded down. The clock of the guards, which
 * reads the same file.
 */
public final class BootClock implements LongSupplier {

  public static final long STEP_NANOS = 10_000_000L;

  @Override
  public long getAsLong() {
    byte[] text = new byte[64];
    int length;
    try (var uptime = new RandomAccessFile("/proc/uptime", "r")) {
      length = uptime.read(text);
    } catch (IOException e) {
      throw new UncheckedIOException("/proc/uptime cannot be read", e);
    }
    return parse(new String(text, 0, length, StandardCharsets.US_ASCII));
  }

  static long parse(String uptime) {
    String first = uptime.substring(0, uptime.indexOf(' '));
    int point = first.indexOf('.');
    long hundredths =
        Long.parseLong(first.substring(0, point)) * 100
            + Long.parseLong(first.substring(point + 1));
    return hundredths * STEP_NANOS;
  }
}
