package io.holdfast.agent.config;

import io.holdfast.agent.domain.HealthPolicy;
import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.DurationText;
import io.holdfast.runtime.config.InvalidSetting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How the agent tells that a workload serves: one of http, tcp and command. */
public record ProbeConfig(
    @Describe("address that answers GET with 200 to 399; placeholders as in the command")
        Optional<String> http,
    @Describe("`host:port` that accepts connections; placeholders as in the command")
        Optional<String> tcp,
    @Describe("command that ends with 0; placeholders as in the command") List<String> command,
    @Describe("time between probes") @Default("2s") Duration interval,
    @Describe("how long a probe may take") @Default("1s") Duration timeout,
    @Describe("probes in a row that must fail before it is unhealthy") @Default("3") int failures,
    @Describe("probes in a row that must pass before it counts as started") @Default("1")
        int successes,
    @Describe("how long after its launch failures do not count, unless it passed before")
        @Default("10s")
        Duration startGrace) {

  public ProbeConfig {
    long kinds =
        Stream.of(http.isPresent(), tcp.isPresent(), !command.isEmpty()).filter(b -> b).count();
    InvalidSetting.unless(kinds == 1, "command", kinds + " kinds", "one of http, tcp and command");
    http.ifPresent(
        address ->
            InvalidSetting.unless(
                address.startsWith("http://") || address.startsWith("https://"),
                "http",
                address,
                "a URL such as http://127.0.0.1:8080/health"));
    tcp.ifPresent(
        address ->
            InvalidSetting.unless(
                address.matches("\\S+:\\S+"), "tcp", address, "an address such as 127.0.0.1:8080"));
    InvalidSetting.unless(
        interval.toMillis() >= 10, "interval", DurationText.print(interval), "at least 10ms");
    InvalidSetting.unless(
        timeout.toMillis() >= 1, "timeout", DurationText.print(timeout), "at least 1ms");
    InvalidSetting.unless(failures >= 1, "failures", failures, "1 or more");
    InvalidSetting.unless(successes >= 1, "successes", successes, "1 or more");
    command = List.copyOf(command);
  }

  public HealthPolicy policy() {
    return new HealthPolicy(failures, successes, startGrace.toNanos());
  }
}
