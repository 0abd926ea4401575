package io.holdfast.agent.driver;

import io.holdfast.agent.config.ProgramConfig;
import io.holdfast.agent.domain.Grant;

/**
 * Runs workloads in one way. Called on the supervision thread only, and answers its {@link Witness}
 * on that thread: each launch is answered by {@code launched} or {@code notLaunched}, and each
 * launched workload by one {@code ended} once nothing of it lives, asked for or not.
 */
public interface Driver {

  void launch(Grant grant, ProgramConfig program);

  /** Without effect on what does not run. */
  void halt(Grant grant);
}
