package io.holdfast.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cli.cluster.Address;
import io.holdfast.cli.cluster.NoAddress;
import io.holdfast.sandbox.SandboxAddresses;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AddressSearchTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "HOLDFAST_KAFKA_BOOTSTRAP_SERVERS", "env:9092",
          "HOLDFAST_REGISTRY_URL", "http://env:8081");

  private static final Optional<SandboxAddresses> SANDBOX =
      Optional.of(
          new SandboxAddresses(
              Path.of("/tmp/sandbox"),
              Optional.of("sandbox:9092"),
              Optional.of("http://sandbox:8081"),
              Optional.empty()));

  @TempDir private Path directory;

  @Test
  void anOptionCountsMoreThanTheEnvironment() {
    Address found = search(ENVIRONMENT, SANDBOX, "--bootstrap", "option:9092");

    assertThat(found.bootstrap()).isEqualTo("option:9092");
    assertThat(found.registry()).contains("http://env:8081");
    assertThat(found.origin()).isEqualTo("--bootstrap");
  }

  @Test
  void theEnvironmentCountsMoreThanTheSandbox() {
    assertThat(search(ENVIRONMENT, SANDBOX).bootstrap()).isEqualTo("env:9092");
  }

  @Test
  void theRunningSandboxIsFoundByItself() {
    Address found = search(Map.of(), SANDBOX);

    assertThat(found.bootstrap()).isEqualTo("sandbox:9092");
    assertThat(found.registry()).contains("http://sandbox:8081");
    assertThat(found.origin()).contains("/tmp/sandbox");
  }

  @Test
  void aContextCountsMoreThanTheSandboxAndLessThanTheEnvironment() throws IOException {
    Path file = directory.resolve(".config/holdfast/config.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "current: home\ncontexts:\n  home: {bootstrap: 'one:9092'}\n  far: {bootstrap: 'far:9092'}\n");
    Map<String, String> home = Map.of("HOME", directory.toString());
    Map<String, String> both = new HashMap<>(ENVIRONMENT);
    both.putAll(home);

    assertThat(search(home, SANDBOX).bootstrap()).isEqualTo("one:9092");
    assertThat(search(home, SANDBOX, "--context", "far").bootstrap()).isEqualTo("far:9092");
    assertThat(search(both, SANDBOX).bootstrap()).isEqualTo("env:9092");
  }

  @Test
  void theRegistryOfTheSandboxIsNotThatOfAnotherCluster() {
    assertThat(search(Map.of(), SANDBOX, "--bootstrap", "option:9092").registry()).isEmpty();
  }

  @Test
  void whereNobodySaysAnythingOneSentenceSaysWhatToGive() {
    assertThatThrownBy(() -> search(Map.of(), Optional.empty()))
        .isInstanceOf(NoAddress.class)
        .hasMessageContainingAll("--bootstrap", "--registry", "holdfast sandbox");
  }

  @Test
  void theFileOfTheCommandConfigReachesTheClients() throws IOException {
    Path file = directory.resolve("client.properties");
    Files.writeString(file, "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\n");

    assertThat(search(ENVIRONMENT, SANDBOX, "--command-config", file.toString()).clients())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
  }

  @Test
  void aCommandConfigThatIsNotThereIsNamed() {
    assertThatThrownBy(
            () -> search(ENVIRONMENT, SANDBOX, "--command-config", "/nowhere.properties"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("/nowhere.properties");
  }

  private static Address search(
      Map<String, String> environment, Optional<SandboxAddresses> sandbox, String... arguments) {
    GlobalOptions options = CommandLine.populateCommand(new GlobalOptions(), arguments);
    var terminal =
        new Terminal(
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()),
            false,
            Clock.system(ZoneOffset.UTC),
            environment,
            () -> sandbox);
    return new AddressSearch(options, terminal).found();
  }
}
