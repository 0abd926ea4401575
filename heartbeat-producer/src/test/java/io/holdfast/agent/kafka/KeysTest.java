package io.holdfast.agent.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import io.holdfast.runtime.config.RegistryConfig;
import io.holdfast.sandbox.SigningKeys;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

  @TempDir private Path directory;

  @Test
  void withoutKeysNothingIsSignedAndNothingVerified() {
    assertThat(keys(Map.of()).publicKey()).isEmpty();
  }

  @Test
  void aListWithTheDispatchersKeyIsTakenWhoeverElseIsOnIt() throws Exception {
    var signing = new SigningKeys(directory);
    Map<String, String> own = signing.makeTrusted("n1");
    signing.makeTrusted("@dispatcher");

    assertThat(keys(signing.trusted()).publicKey()).isEmpty();
    assertThat(keys(own).publicKey()).isPresent();
  }

  @Test
  void aListWithoutTheDispatchersKeyIsRefusedInOneSentence() throws Exception {
    var signing = new SigningKeys(directory);
    signing.makeTrusted("n1");

    refused(
        signing.trusted(),
        directory.resolve("trusted")
            + " has no key of @dispatcher, so assignments would be taken from anybody: add the"
            + " line @dispatcher KEY, or leave holdfast.trusted.keys.file out");
  }

  @Test
  void aFileThatIsNotThereIsRefusedInOneSentence() {
    Path missing = directory.resolve("missing");
    String sentence = "the keys in " + missing + " cannot be read: NoSuchFileException";

    refused(Map.of("holdfast.trusted.keys.file", missing.toString()), sentence);
    refused(Map.of("holdfast.signing.key.file", missing.toString()), sentence);
  }

  private static void refused(Map<String, String> settings, String sentence) {
    assertThatThrownBy(() -> keys(settings))
        .isInstanceOfSatisfying(
            StartRefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION))
        .hasMessage(sentence);
  }

  private static Keys keys(Map<String, String> settings) {
    return new Keys(new RegistryConfig("http://localhost:8081", settings));
  }
}
