package io.holdfast.agent.domain;

import io.holdfast.records.Fencing;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;

/** What the agent does next about one grant. Steps are carried out in the order given. */
public sealed interface Step {

  Grant grant();

  /** Start the program, under guard if leased; answered by launched, notLaunched or ended. */
  record Launch(Grant grant, String program, Fencing fencing) implements Step {}

  /** Stop whatever runs of the grant; answered by ended once nothing of it runs. */
  record Halt(Grant grant) implements Step {}

  /** Kill whatever runs of the grant, now; answered by ended once nothing of it runs. */
  record Kill(Grant grant) implements Step {}

  /** Put the closed epoch on disk, and say nothing. */
  record Close(Grant grant) implements Step {}

  /** Tell the dispatcher. */
  record Report(Grant grant, ResultKind result, ResultReason reason, String detail)
      implements Step {

    /**
     * Whether the report closes the epoch. Such a report is published only after the closed epoch
     * is on disk. A grant that was meant for another incarnation, or that somebody made up, is not
     * ours to close.
     */
    public boolean closes() {
      return result == ResultKind.STOPPED
          || (result == ResultKind.REFUSED
              && reason != ResultReason.WRONG_INCARNATION
              && reason != ResultReason.UNAUTHENTIC);
    }
  }
}
