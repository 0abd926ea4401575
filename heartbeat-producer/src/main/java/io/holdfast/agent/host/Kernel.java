package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel tells of itself. */
public final class Kernel {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private Kernel() {}

  /** Another after each boot. */
  public static String bootId() throws IOException {
    return Files.readString(BOOT_ID).strip();
  }
}
