package io.holdfast.agent.state;

import io.holdfast.agent.domain.Grant;
import io.holdfast.records.Fencing;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** One line of the journal. The first field is a checksum of the rest, the second the kind. */
sealed interface Entry {

  /** The fields after the checksum, free of spaces within. */
  String fields();

  /** The epoch is closed, and all before it. */
  record Closed(Grant grant) implements Entry {
    @Override
    public String fields() {
      return "C " + grant.epoch() + " " + encode(grant.workload());
    }
  }

  /** A result that has to be delivered. */
  record Result(Pending pending) implements Entry {
    @Override
    public String fields() {
      return String.join(
          " ",
          "R",
          Long.toString(pending.number()),
          Long.toString(pending.incarnation()),
          Long.toString(pending.grant().epoch()),
          encode(pending.grant().workload()),
          pending.result().name(),
          pending.reason().name(),
          Long.toString(pending.atMillis()),
          encode(pending.detail()));
    }
  }

  /** The broker acknowledged a result. */
  record Delivered(long number) implements Entry {
    @Override
    public String fields() {
      return "D " + number;
    }
  }

  /** A process was launched. */
  record Launched(Launch launch) implements Entry {
    @Override
    public String fields() {
      return String.join(
          " ",
          "L",
          Long.toString(launch.incarnation()),
          Long.toString(launch.grant().epoch()),
          encode(launch.grant().workload()),
          launch.fencing().name(),
          encode(launch.program()),
          encode(launch.runBy()),
          Long.toString(launch.pid()),
          Long.toString(launch.startTicks()));
    }
  }

  default String line() {
    return checksum(fields()) + " " + fields() + "\n";
  }

  /**
   * The entry of a line.
   *
   * @throws IllegalArgumentException when the line is not one of ours, whole
   */
  static Entry parse(String line) {
    int space = line.indexOf(' ');
    if (space != 8 || !checksum(line.substring(9)).equals(line.substring(0, 8))) {
      throw new IllegalArgumentException("wrong checksum");
    }
    String[] f = line.substring(9).split(" ", -1);
    return switch (f[0]) {
      case "C" -> new Closed(new Grant(decode(f[2]), Long.parseLong(f[1])));
      case "D" -> new Delivered(Long.parseLong(f[1]));
      case "R" ->
          new Result(
              new Pending(
                  Long.parseLong(f[1]),
                  Long.parseLong(f[2]),
                  new Grant(decode(f[4]), Long.parseLong(f[3])),
                  ResultKind.valueOf(f[5]),
                  ResultReason.valueOf(f[6]),
                  decode(f[8]),
                  Long.parseLong(f[7])));
      case "L" ->
          new Launched(
              new Launch(
                  Long.parseLong(f[1]),
                  new Grant(decode(f[3]), Long.parseLong(f[2])),
                  decode(f[5]),
                  decode(f[6]),
                  Fencing.valueOf(f[4]),
                  Long.parseLong(f[7]),
                  Long.parseLong(f[8])));
      default -> throw new IllegalArgumentException("unknown kind " + f[0]);
    };
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
