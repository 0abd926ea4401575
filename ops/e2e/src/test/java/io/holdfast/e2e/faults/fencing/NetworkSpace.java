package io.holdfast.e2e.faults.fencing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A network namespace with nothing but its own loopback. */
final class NetworkSpace implements AutoCloseable {

  private final String name;

  /**
   * @throws IOException when this machine or user may not make one
   */
  NetworkSpace(String name) throws IOException, InterruptedException {
    this.name = name;
    run("ip", "netns", "add", name);
    run("ip", "-n", name, "link", "set", "lo", "up");
  }

  /** What runs another command in it. The file systems stay those of the machine. */
  List<String> enter() {
    return List.of("nsenter", "--net=/run/netns/" + name);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("ip", "netns", "del", name);
  }
}
