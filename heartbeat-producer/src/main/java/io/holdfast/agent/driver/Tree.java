package io.holdfast.agent.driver;

import io.holdfast.agent.domain.Ending;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.host.ProcessEntry;
import io.holdfast.agent.host.Root;
import io.holdfast.runtime.config.DurationText;
import java.time.Duration;
import java.util.List;

/** One launched workload: its first process, and how it is being ended. */
final class Tree {

  final Grant grant;
  final Process process;
  final Root root;
  private final Duration stopGrace;
  private boolean halting;
  private boolean asked;
  private boolean termed;
  private long deadline;
  private int killed;

  Tree(Grant grant, Process process, Root root, Duration stopGrace) {
    this.grant = grant;
    this.process = process;
    this.root = root;
    this.stopGrace = stopGrace;
  }

  boolean isHalting() {
    return halting;
  }

  /** It was asked for: SIGTERM now, SIGKILL after the grace. */
  void halt(long now) {
    if (!halting) {
      asked = true;
      halting = true;
      deadline = now + stopGrace.toNanos();
    }
  }

  /** Its first process ended by itself: whatever it left behind is killed. */
  void exited(long now) {
    if (!halting) {
      halting = true;
      termed = true;
      deadline = now;
    }
  }

  /** Signals what still lives, as is due. */
  void signal(List<ProcessEntry> living, long now) {
    if (now - deadline >= 0) {
      living.forEach(
          entry -> ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly));
      killed = Math.max(killed, living.size());
    } else if (!termed) {
      living.forEach(entry -> ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroy));
      termed = true;
    }
  }

  /** How it ended; to be asked only once nothing of it lives. */
  Ending ending(String lastLine) {
    String code = "exit code " + process.exitValue();
    if (asked) {
      return killed > 0
          ? new Ending(
              Ending.Force.KILLED, "killed after " + DurationText.print(stopGrace) + ", " + code)
          : new Ending(Ending.Force.NONE, code);
    }
    String left = killed > 0 ? ", left " + killed + " behind which were killed" : "";
    String said = lastLine.isEmpty() ? "" : ": " + lastLine;
    return new Ending(Ending.Force.NONE, code + left + said);
  }
}
