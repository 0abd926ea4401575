package io.holdfast.simulator;

import io.holdfast.simulator.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A seed that broke a promise once, with the fewest faults that did: a text file, kept as a test.
 *
 * <pre>
 *  # what broke, for people
 *  seed 417
 *  STOP_BROKER at=308129 lasts=345 target=11 size=910
 * </pre>
 *
 * @param words what broke
 */
public record KeptSeed(long seed, List<Fault> faults, String words) {

  private static final String SEED = "seed ";

  static KeptSeed of(Outcome broken) {
    return new KeptSeed(broken.seed(), broken.faults(), broken.breach().orElse(""));
  }

  /** Reads a kept seed. */
  public static KeptSeed read(Path file) throws IOException {
    List<Fault> faults = new ArrayList<>();
    StringBuilder words = new StringBuilder();
    long seed = 0;
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("#")) {
        words.append(line.substring(1).trim()).append(' ');
      } else if (line.startsWith(SEED)) {
        seed = Long.parseLong(line.substring(SEED.length()).trim());
      } else if (!line.isBlank()) {
        faults.add(Fault.parse(line));
      }
    }
    return new KeptSeed(seed, List.copyOf(faults), words.toString().trim());
  }

  /** Writes it into a directory; the file. */
  Path writeTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<String> lines = new ArrayList<>();
    lines.add("# " + words.trim());
    lines.add(SEED + seed);
    faults.forEach(fault -> lines.add(fault.toString()));
    return Files.write(directory.resolve("seed-" + seed + ".txt"), lines);
  }

  /** Runs it again. */
  public Outcome run() {
    return Simulation.run(seed, faults);
  }
}
