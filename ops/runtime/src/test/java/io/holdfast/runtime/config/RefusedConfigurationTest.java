package io.holdfast.runtime.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exact sentences: they are what a person has to go by. */
class RefusedConfigurationTest {

  @TempDir Path folder;

  @Test
  void anUnknownKeyIsRefusedWithItsLineAndTheNearestKnownOne() {
    refused(
        file("kafka:\n  bootstrap-servers: b:1\nliveness:\n  pulse: 1s\n  ded: 3s\n")::load,
        "agent.yaml line 5: unknown key 'liveness.ded'; did you mean 'liveness.dead'?");
    refused(
        file("correlated-share: 0.1")::load,
        "agent.yaml line 1: unknown key 'correlated-share';"
            + " did you mean 'liveness.correlated-share'?");
    refused(
        Configuration.of(SampleConfig.class).set(List.of("kafka.bootstrap.servers=b:1"))::load,
        "--set kafka.bootstrap.servers: unknown key 'kafka.bootstrap.servers';"
            + " did you mean 'kafka.bootstrap-servers'?");
    refused(
        file("livenes.dead: 3s")::load,
        "agent.yaml line 1: unknown key 'livenes.dead'; did you mean 'liveness.dead'?");
    refused(
        () -> Configuration.of(SampleConfig.class).environment(Map.of("HOLDFAST_HTTP_PROT", "1")),
        "environment: the variable HOLDFAST_HTTP_PROT sets nothing;"
            + " did you mean HOLDFAST_HTTP_PORT?");
  }

  @Test
  void aMissingValueIsNamedWithAllPlacesWhereItCanBeSet() {
    refused(
        file("http.port: 1")::load,
        "'kafka.bootstrap-servers' is not set: expected a text (addresses of some brokers,"
            + " `host:port,host:port`); set it in the file, as HOLDFAST_KAFKA_BOOTSTRAP_SERVERS"
            + " or with --set kafka.bootstrap-servers=…");
    refused(
        file("kafka.bootstrap-servers: b:1\nstores:\n  near: {sync: true}")::load,
        "agent.yaml line 3: 'stores.near.path' is not set: expected a path; set it in the file"
            + " or with --set stores.near.path=…");
  }

  @Test
  void anInvalidValueIsNamedWithItsPlaceAndWhatIsExpected() {
    refused(
        file("kafka.bootstrap-servers: b:1\nliveness:\n  pulse: 250\n")::load,
        "agent.yaml line 3: 'liveness.pulse' is '250': expected a duration with its unit, such as"
            + " 500ms, 10s, 5m or 1h");
    refused(
        file("kafka.bootstrap-servers: b:1\nliveness:\n  pulse: 10s\n  dead: 5s\n")::load,
        "agent.yaml line 4: 'liveness.dead' is '5s': expected a duration longer than pulse");
    refused(
        file("kafka.bootstrap-servers: localhost")::load,
        "agent.yaml line 1: 'kafka.bootstrap-servers' is 'localhost': expected addresses such as"
            + " broker-1:9092,broker-2:9092");
    refused(
        file("kafka.bootstrap-servers: b:1\nstrategies: [balance, fast]")::load,
        "agent.yaml line 2: 'strategies[1]' is 'fast': expected one of balance, least-loaded,"
            + " hash");
    refused(
        file("kafka: here\n")::load, "agent.yaml line 1: 'kafka' is plain text: expected a group");
    refused(
        file("http: {port: 70000}\nkafka.bootstrap-servers: b:1")::load,
        "agent.yaml line 1: 'http.port' is '70000': expected a port from 0 to 65535");
  }

  @Test
  void aFileThatIsAbsentOrNotYamlIsNamed() {
    refused(
        () -> Configuration.of(SampleConfig.class).file(folder.resolve("none.yaml")),
        "the configuration file "
            + folder.resolve("none.yaml")
            + " does not exist: name one"
            + " that does with --config");
    assertThatThrownBy(() -> file("kafka: [1\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("agent.yaml line 2 is not YAML: ");
    refused(
        () -> file("kafka: &a\n  properties: *a\n"),
        "agent.yaml line 1: an alias that contains itself");
    assertThatThrownBy(() -> file("http: {port: 1}\nhttp: {port: 2}\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http");
  }

  private Configuration.Loader<SampleConfig> file(String yaml) {
    try {
      return Configuration.of(SampleConfig.class)
          .file(Files.writeString(folder.resolve("agent.yaml"), yaml));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void refused(ThrowingCallable load, String sentence) {
    assertThatThrownBy(load).isInstanceOf(ConfigurationException.class).hasMessage(sentence);
  }
}
