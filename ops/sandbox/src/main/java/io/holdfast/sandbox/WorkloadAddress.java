package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the newest instance of a workload listens, as a {@link WorkloadServer} wrote it into {@code
 * WORKLOAD.address}: port, node, epoch and process id, tab between them. The instance may be gone.
 */
public record WorkloadAddress(int port, String node, long epoch, long pid) {

  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx16m", "-Xss256k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  public static Optional<WorkloadAddress> read(Path directory, String workload) {
    try {
      String[] fields =
          Files.readString(directory.resolve(workload + ".address")).strip().split("\t", -1);
      return Optional.of(
          new WorkloadAddress(
              Integer.parseInt(fields[0]),
              fields[1],
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3])));
    } catch (NoSuchFileException notYet) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the address of " + workload, e);
    }
  }

  /**
   * The command that runs a {@link WorkloadServer} with its files in {@code directory}; for an
   * agent's configuration.
   */
  public static List<String> command(Path directory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(
        List.of("-cp", BuildOutput.classes().toString(), WorkloadServer.class.getName()));
    command.add(directory.toAbsolutePath().toString());
    return List.copyOf(command);
  }

  public URI health() {
    return URI.create("http://" + Loopback.ADDRESS + ":" + port + "/health");
  }

  /** To POST to. */
  public URI burn(double share) {
    return URI.create("http://" + Loopback.ADDRESS + ":" + port + "/burn?share=" + share);
  }
}
