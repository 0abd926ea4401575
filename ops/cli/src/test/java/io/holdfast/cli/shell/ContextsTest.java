package io.holdfast.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextsTest {

  @TempDir private Path home;

  private Map<String, String> environment;

  @BeforeEach
  void writeFile() throws IOException {
    environment = Map.of("HOME", home.toString());
    write(
        """
        current: production
        contexts:
          production: {bootstrap: "broker-1:9092", registry: "http://registry:8081"}
          second: {bootstrap: "localhost:9392", prefix: two.}
        """);
  }

  private void write(String text) throws IOException {
    Path file = Contexts.file(environment);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void theFileIsBelowTheHomeDirectoryUnlessXdgSaysOtherwise() {
    assertThat(Contexts.file(environment)).isEqualTo(home.resolve(".config/holdfast/config.yaml"));
    assertThat(Contexts.file(Map.of("HOME", "/home/ada", "XDG_CONFIG_HOME", "/etc/xdg")))
        .isEqualTo(Path.of("/etc/xdg/holdfast/config.yaml"));
  }

  @Test
  void contextsAreReadByTheirNames() {
    Contexts contexts = Contexts.read(environment);

    assertThat(contexts.current()).contains("production");
    assertThat(contexts.named("second", home).prefix()).contains("two.");
  }

  @Test
  void anUnknownNameIsAnsweredWithThoseThereAre() {
    assertThatThrownBy(() -> Contexts.read(environment).named("third", home))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no context third")
        .hasMessageContaining("production");
  }

  @Test
  void aMistakeInTheFileIsNamed() throws IOException {
    write("contexts:\n  production: {bootstrap: x, registri: y}\n");

    assertThatThrownBy(() -> Contexts.read(environment))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("registri")
        .hasMessageContaining("registry");
  }

  @Test
  void withoutAFileThereIsNone() {
    assertThat(Contexts.read(Map.of()).contexts()).isEmpty();
  }
}
