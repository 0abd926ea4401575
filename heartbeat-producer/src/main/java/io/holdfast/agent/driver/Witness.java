package io.holdfast.agent.driver;

import io.holdfast.agent.domain.Ending;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.host.Root;

/** Is told what became of workloads, on the supervision thread. */
public interface Witness {

  /**
   * Its process lives.
   *
   * @param root the process that leads the workload's tree
   */
  void launched(Grant grant, Root root);

  /** It cannot be executed; nothing of it lives. */
  void notLaunched(Grant grant, String detail);

  /** Nothing of it lives any more. */
  void ended(Grant grant, Ending ending);
}
