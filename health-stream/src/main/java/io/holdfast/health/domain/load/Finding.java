package io.holdfast.health.domain.load;

import io.holdfast.health.domain.Refusal;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadPicture;

/** What is concluded from the records of one partition of load samples. */
public sealed interface Finding {

  /** How even one pool's load was over a window that closed. */
  record Balance(LoadBalance balance) implements Finding {}

  /** A chunk of what a plan needs to know; directly after the balance that asks for it. */
  record Picture(LoadPicture picture) implements Finding {}

  /** The record was not taken and changed nothing. */
  record Refused(Refusal refusal) implements Finding {}
}
