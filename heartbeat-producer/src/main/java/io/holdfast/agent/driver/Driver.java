package io.holdfast.agent.driver;

import io.holdfast.agent.config.ProgramConfig;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.fencing.ControlGroup;
import io.holdfast.agent.state.Launch;
import java.util.Optional;

/**
 * Runs workloads in one way. Called on the supervision thread only, and answers its {@link Witness}
 * on that thread: each launch is answered by {@code launched} or {@code notLaunched}, and each
 * launched workload by one {@code ended} once nothing of it lives, asked for or not.
 */
public interface Driver {

  /**
   * @param fence control group that it must never be outside of, if it is leased
   */
  void launch(Grant grant, ProgramConfig program, Optional<ControlGroup> fence);

  /** Takes over what a former process of the agent launched; answered by launched, then ended. */
  void adopt(Launch launch, ProgramConfig program, Optional<ControlGroup> fence);

  /** Without grace. Without effect on what does not run. */
  void kill(Grant grant);

  /** Without effect on what does not run. */
  void halt(Grant grant);
}
