package io.holdfast.agent.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a process of the agent leaves to the one that takes its incarnation over. Used once.
 *
 * @param incarnation that is handed over
 * @param bootId of the kernel
 * @param terms pool, interval and lease, which are fixed for an incarnation
 * @param sequence of its newest heartbeat
 * @param leaseEnd when its lease ends unless it is renewed, nanoseconds since boot
 * @param guarded whether guards watch leased workloads
 */
public record Handover(
    long incarnation, String bootId, String terms, long sequence, long leaseEnd, boolean guarded) {

  static final String FILE = "handover";

  /** Reads it and takes it away: should its reader die too, nothing is left of the incarnation. */
  static Optional<Handover> take(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    NamedValues values = NamedValues.read(file);
    Files.delete(file);
    NamedValues.sync(directory);
    return Optional.of(
        new Handover(
            values.number("incarnation"),
            values.text("boot-id"),
            values.text("terms"),
            values.number("sequence"),
            values.number("lease-end"),
            values.text("guarded").equals("true")));
  }

  void write(Path directory) throws IOException {
    new NamedValues(
            Map.of(
                "incarnation", Long.toString(incarnation),
                "boot-id", bootId,
                "terms", terms,
                "sequence", Long.toString(sequence),
                "lease-end", Long.toString(leaseEnd),
                "guarded", Boolean.toString(guarded)))
        .replaceDurably(directory.resolve(FILE));
  }
}
