package io.holdfast.runtime;

/** Something outside the process that must answer before it can go on. */
public interface Dependency {

  /** One word for logs and the readiness page: {@code broker}, {@code registry}. */
  String name();

  /**
   * Asks once. Returns when the dependency answers.
   *
   * @throws StartRefusedException when no waiting will help
   * @throws Exception whose message says in words what is missing; it is asked again later
   */
  void probe() throws Exception;

  /** A dependency in one line. */
  static Dependency of(String name, Probe probe) {
    return new Dependency() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void probe() throws Exception {
        probe.run();
      }
    };
  }

  /** What {@link #probe} does. */
  @FunctionalInterface
  interface Probe {
    void run() throws Exception;
  }
}
