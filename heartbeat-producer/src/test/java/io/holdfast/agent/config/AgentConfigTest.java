package io.holdfast.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.config.Configuration;
import io.holdfast.runtime.config.ConfigurationException;
import io.holdfast.runtime.rules.ReferencePage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentConfigTest {

  private static final List<String> LEAST =
      List.of(
          "node.id=n1",
          "node.pool=gpu",
          "node.zone=z1",
          "kafka.bootstrap-servers=localhost:9092",
          "registry.url=http://localhost:8081",
          "state-directory=/var/lib/holdfast");

  @Test
  void fewSettingsAreNeededAndTheRestHasDefaults() {
    AgentConfig config = load();

    assertThat(config.stateDirectory()).isEqualTo(Path.of("/var/lib/holdfast"));
    assertThat(config.heartbeat().effectiveInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.heartbeat().effectiveLease()).isEqualTo(Duration.ofSeconds(25));
    assertThat(config.heartbeat().requestTimeout()).isEqualTo(Duration.ofMillis(6_250));
    assertThat(config.samples().interval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.samples().source()).isEqualTo(SampleConfig.Source.HOST);
    assertThat(config.restarts().limit()).isEqualTo(3);
    assertThat(config.logs().maxSize().bytes()).isEqualTo(16 << 20);
    assertThat(config.leftoverGrace()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.programs()).isEmpty();
    assertThat(config.http().port()).isEqualTo(9103);
    assertThat(config.fencing().cgroup()).isEmpty();
    assertThat(config.fencing().runtimeDirectory()).isEqualTo(Path.of("/run/holdfast"));
  }

  @Test
  void everySettingHasAKey() {
    AgentConfig config =
        load(
            "heartbeat.profile=fast",
            "heartbeat.interval=100ms",
            "heartbeat.lease=3s",
            "samples.interval=5s",
            "samples.source=workloads",
            "samples.gpu-command=",
            "capacity={cpu: 0.5, memory: 2GiB}",
            "restarts.limit=0",
            "restarts.first-back-off=1s",
            "restarts.longest-back-off=2s",
            "restarts.stable-after=3s",
            "logs.max-size=1MiB",
            "leftover-grace=0s",
            "fencing.cgroup=/sys/fs/cgroup/holdfast",
            "fencing.runtime-directory=/run/other",
            "programs={web: {command: [web, --port, '80'], environment: {A: b}, stop-grace: 1s,"
                + " process-group: agent, working-directory: /srv, probe: {http:"
                + " 'http://127.0.0.1/', interval: 1s, timeout: 2s, failures: 4, successes: 5,"
                + " start-grace: 6s}}, db: {driver: systemd, unit: 'db@.service'}, vm: {driver: hook,"
                + " hook: {start: [up], stop: [down], status: [is], kill: [off], interval: 3s,"
                + " timeout: 4s}}}");

    assertThat(config.heartbeat().effectiveInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.heartbeat().effectiveLease()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.capacity().get("memory").value()).isEqualTo(2.0 * (1 << 30));
    assertThat(config.capacity().get("cpu").value()).isEqualTo(0.5);
    ProgramConfig web = config.programs().get("web");
    assertThat(web.command()).containsExactly("web", "--port", "80");
    assertThat(web.environment()).isEqualTo(Map.of("A", "b"));
    assertThat(web.processGroup()).isEqualTo(ProgramConfig.ProcessGroup.AGENT);
    assertThat(web.workingDirectory()).contains(Path.of("/srv"));
    assertThat(web.probe().orElseThrow().policy().failures()).isEqualTo(4);
    assertThat(config.samples().gpuCommand()).isEmpty();
    assertThat(config.fencing().cgroup()).contains(Path.of("/sys/fs/cgroup/holdfast"));
    assertThat(config.fencing().runtimeDirectory()).isEqualTo(Path.of("/run/other"));
    assertThat(config.programs().get("db").unit()).contains("db@.service");
    ServiceConfig vm = config.programs().get("vm").hook().orElseThrow();
    assertThat(vm.start()).containsExactly("up");
    assertThat(vm.stop()).containsExactly("down");
    assertThat(vm.status()).containsExactly("is");
    assertThat(vm.kill()).containsExactly("off");
    assertThat(vm.interval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(vm.timeout()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void whatCannotBeIsRefusedAtStart() {
    refused("node.id=", "node.id");
    refused("node.id=a/b", "letters, digits, dots, dashes and underscores");
    refused("node.pool=a b", "node.pool");
    refused("heartbeat.lease=10s", "at least 20s");
    refused("heartbeat.interval=7s", "at least four intervals");
    refused("heartbeat.intervall=1s", "heartbeat.interval");
    refused("capacity={cpu: 0}", "more than 0");
    refused("capacity={cpu: many}", "a number, or a size such as 8GiB");
    refused("programs={web: {command: []}}", "a program and its arguments");
    refused(
        "programs={web: {command: [web], probe: {http: 'http://x/', tcp: 'x:1'}}}",
        "one of http, tcp and command");
    refused("restarts.limit=-1", "0 or more");
    refused("programs={db: {driver: systemd, unit: db.service}}", "a template such as");
    refused(
        "programs={db: {driver: systemd, unit: 'db@.service', command: [db]}}", "none for others");
    refused("programs={vm: {driver: hook}}", "scripts for the driver hook");
  }

  @Test
  void theReferencePageSaysWhatTheCodeSays() {
    ReferencePage.check("heartbeat-producer", AgentConfig.class);
  }

  private static void refused(String assignment, String words) {
    assertThatThrownBy(() -> load(assignment))
        .as(assignment)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(words);
  }

  private static AgentConfig load(String... more) {
    List<String> assignments = new ArrayList<>(LEAST);
    assignments.addAll(List.of(more));
    return Configuration.of(AgentConfig.class).set(assignments).load().value();
  }
}
