package io.holdfast.agent.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.time.Duration;
import java.util.List;

/** A workload that something else runs, and the commands by which it is asked to. */
public record ServiceConfig(
    @Describe("command that starts it and ends with 0 when it runs; placeholders as in the command")
        List<String> start,
    @Describe("command that stops it; it may return before it has stopped") List<String> stop,
    @Describe(
            "command that ends with 0 while anything of it runs, and with 3 when nothing does; the"
                + " first word that it prints is its process id, if it knows one")
        List<String> status,
    @Describe("command that ends it at once; empty: stop") List<String> kill,
    @Describe("time between two questions for its status") @Default("1s") Duration interval,
    @Describe("how long a command may take") @Default("30s") Duration timeout) {

  public ServiceConfig {
    InvalidSetting.unless(!start.isEmpty(), "start", start, "a program and its arguments");
    InvalidSetting.unless(!stop.isEmpty(), "stop", stop, "a program and its arguments");
    InvalidSetting.unless(!status.isEmpty(), "status", status, "a program and its arguments");
    InvalidSetting.unless(interval.toMillis() >= 10, "interval", interval, "at least 10ms");
    InvalidSetting.unless(timeout.toMillis() >= 10, "timeout", timeout, "at least 10ms");
    start = List.copyOf(start);
    stop = List.copyOf(stop);
    status = List.copyOf(status);
    kill = List.copyOf(kill);
  }
}
