package io.holdfast.agent.driver;

import io.holdfast.agent.domain.Ending;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.fencing.ControlGroup;
import io.holdfast.agent.host.ProcessEntry;
import io.holdfast.agent.host.Root;
import io.holdfast.runtime.config.DurationText;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One launched workload: its first process, and how it is being ended. */
final class Tree {

  final Grant grant;
  final Root root;
  private final Optional<Process> process;
  private final Optional<ControlGroup> fence;
  private final Duration stopGrace;
  private boolean halting;
  private boolean asked;
  private boolean atOnce;
  private boolean termed;
  private long deadline;
  private int killed;

  /**
   * @param process its first process, if this process of the agent started it
   * @param fence the control group that it is in, if it is leased
   */
  Tree(
      Grant grant,
      Root root,
      Optional<Process> process,
      Optional<ControlGroup> fence,
      Duration stopGrace) {
    this.grant = grant;
    this.root = root;
    this.process = process;
    this.fence = fence;
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

  /** It must not live a moment longer. */
  void kill(long now) {
    atOnce = true;
    asked = true;
    halting = true;
    termed = true;
    deadline = now;
  }

  /** Whether nothing lives of what only the kernel knows: its own child, and its group. */
  boolean isGone() throws IOException {
    return process.filter(Process::isAlive).isEmpty() && (fence.isEmpty() || fence.get().isEmpty());
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
  void signal(List<ProcessEntry> living, long now) throws IOException {
    if (now - deadline >= 0) {
      if (fence.isPresent()) {
        fence.get().kill();
      }
      living.forEach(
          entry -> ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly));
      killed = Math.max(killed, living.size());
    } else if (!termed) {
      living.forEach(entry -> ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroy));
      termed = true;
    }
  }

  /** Takes its control group away; to be asked only once nothing of it lives. */
  void clear() throws IOException {
    if (fence.isPresent()) {
      fence.get().remove();
    }
  }

  /** How it ended; to be asked only once nothing of it lives. */
  Ending ending(String lastLine) {
    String code =
        process
            .map(own -> "exit code " + own.exitValue())
            .orElse("ended; its exit code went to a former process of the agent");
    if (atOnce) {
      return new Ending(Ending.Force.KILLED, "killed at once, " + code);
    }
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
