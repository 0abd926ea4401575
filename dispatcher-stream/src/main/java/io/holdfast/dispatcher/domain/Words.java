package io.holdfast.dispatcher.domain;

import io.holdfast.records.CommandResult;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadPicture;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Operation;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.WorkloadSpec;

/** Events in words, for people. */
final class Words {

  private Words() {}

  static String of(Object event) {
    if (event instanceof NodeStatus s) {
      return "node "
          + s.getNode()
          + " "
          + s.getState()
          + " ("
          + s.getCause()
          + "), incarnation "
          + s.getIncarnation();
    }
    if (event instanceof CommandResult r) {
      return "node "
          + r.getNode()
          + " said "
          + r.getResult()
          + " ("
          + r.getReason()
          + ") of workload "
          + r.getWorkload();
    }
    if (event instanceof NodeProfile p) {
      return "profile of node " + p.getNode();
    }
    if (event instanceof LoadBalance b) {
      return "load of window " + b.getWindow();
    }
    if (event instanceof LoadPicture p) {
      return "load picture of window " + p.getWindow();
    }
    if (event instanceof WorkloadSpec w) {
      return "spec of workload " + w.getWorkload() + ", version " + w.getVersion();
    }
    if (event instanceof PoolPolicy p) {
      return "policy version " + p.getVersion();
    }
    if (event instanceof Operation o) {
      return o.getKind() + " by " + o.getBy();
    }
    return event.getClass().getSimpleName();
  }
}
