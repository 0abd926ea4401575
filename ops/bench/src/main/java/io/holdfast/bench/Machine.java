package io.holdfast.bench;

/** Where it was measured. */
final class Machine {

  private Machine() {}

  static String describe() {
    Runtime runtime = Runtime.getRuntime();
    return "%s %s, %d processors, heap up to %d MiB, Java %s"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            runtime.availableProcessors(),
            runtime.maxMemory() >> 20,
            System.getProperty("java.version"));
  }
}
