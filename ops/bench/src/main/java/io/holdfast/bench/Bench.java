package io.holdfast.bench;

/** Something that is measured. */
interface Bench {

  /** The name on the command line. */
  String name();

  /** Measures, and tells each figure as soon as it is known. */
  void run(Effort effort, Report report) throws Exception;
}
