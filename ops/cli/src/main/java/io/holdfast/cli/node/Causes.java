package io.holdfast.cli.node;

import io.holdfast.records.StatusCause;

/** Why a verdict is what it is, for people. */
final class Causes {

  private Causes() {}

  static String inWords(StatusCause cause) {
    return switch (cause) {
      case JOINED -> "JOINED: this incarnation was heard for the first time";
      case HEARD -> "HEARD: it was heard again after silence";
      case SILENT -> "SILENT: its deadline passed without a heartbeat";
      case CORRELATED ->
          "CORRELATED: it is silent, but so are many others at once; judged at the second deadline";
      case FLAPPING -> "FLAPPING: it changed too often; trusted again when it is stable";
      case CONFLICT -> "CONFLICT: two incarnations beat at once under this id; stop one of them";
      case LEASE_OVER -> "LEASE_OVER: silent past its lease and margin; it never comes back";
      case SUCCEEDED -> "SUCCEEDED: a successor of the same boot proved it over";
      case GOODBYE -> "GOODBYE: it left in order";
      case MODE -> "MODE: it announced what it is doing";
    };
  }
}
