package io.holdfast.agent.host;

import java.util.Map;

/** The machine's own readings. */
public interface Host {

  /** What it has, by resource: cpu in cores, memory in bytes. */
  Map<String, Double> capacity();

  /** Size of a page of memory, bytes. */
  long pageSize();

  /**
   * What is in use since the reading before, by resource, in the units of {@link #capacity}. What
   * cannot be read is absent.
   */
  Map<String, Double> used();
}
