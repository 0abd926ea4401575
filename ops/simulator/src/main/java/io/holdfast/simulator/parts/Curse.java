package io.holdfast.simulator.parts;

/** What is wrong with a workload on one machine, as long as it is. */
enum Curse {
  NONE,
  CRASHES,
  IS_UNHEALTHY
}
