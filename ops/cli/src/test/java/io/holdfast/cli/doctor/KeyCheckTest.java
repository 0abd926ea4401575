package io.holdfast.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.Records;
import io.holdfast.cli.doctor.Diagnosis.Verdict;
import io.holdfast.records.NodeProfile;
import io.holdfast.sandbox.SigningKeys;
import io.holdfast.schemas.signature.Signer;
import io.holdfast.schemas.signature.TrustedKeys;
import io.holdfast.schemas.signature.Writers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCheckTest {

  @TempDir private Path directory;
  private final List<NodeProfile> nodes = new ArrayList<>();
  private SigningKeys keys;

  @BeforeEach
  void makeKeys() {
    keys = new SigningKeys(directory);
  }

  @Test
  void keysThatFitAreWell() throws IOException {
    keys.makeTrusted(Writers.DISPATCHER);
    node("n1", keys.makeTrusted("n1"));
    node("n2", Map.of());

    assertThat(found()).extracting(Diagnosis::verdict).containsExactly(Verdict.OK);
  }

  @Test
  void aNodeThatSignsWithAnotherKeyIsNamedWithTheLineToAdd() throws IOException {
    keys.makeTrusted(Writers.DISPATCHER);
    keys.makeTrusted("n1");
    node("n1", keys.make("another"));

    Diagnosis found = only();

    assertThat(found.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(found.finding())
        .isEqualTo("n1 is signing with another key than the list has, so not heard");
    assertThat(found.mend()).endsWith("n1 " + nodes.get(0).getLabels().get(Signer.LABEL));
  }

  @Test
  void ofSeveralKeysOfANodeAnyFits() throws IOException {
    keys.makeTrusted(Writers.DISPATCHER);
    node("n1", keys.makeTrusted("n1"));
    keys.makeTrusted("n1");

    assertThat(only().verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void nodesThatMustSignAndDoNotAreCounted() throws IOException {
    keys.makeTrusted(Writers.DISPATCHER);
    for (String node : List.of("n1", "n2", "n3")) {
      keys.makeTrusted(node);
      node(node, Map.of());
    }

    assertThat(only().verdict()).isEqualTo(Verdict.WRONG);
    assertThat(only().finding())
        .isEqualTo("n1 is on the list but not signing, so not heard, as are 2 more");
  }

  @Test
  void aNodeThatSignsInVainIsWorthANote() throws IOException {
    keys.makeTrusted(Writers.DISPATCHER);
    node("n1", keys.make("n1"));

    assertThat(only().verdict()).isEqualTo(Verdict.NOTE);
    assertThat(only().finding()).contains("anybody may speak for it");
  }

  @Test
  void aListWithoutTheDispatcherIsWrong() throws IOException {
    node("n1", keys.makeTrusted("n1"));

    assertThat(only().finding())
        .isEqualTo("the list has no key of @dispatcher: no agent starts with it");
    assertThat(only().verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void withoutTheListItIsToldWhoSigns() throws IOException {
    node("n1", keys.make("n1"));
    node("n2", Map.of());

    Diagnosis found = new KeyCheck(nodes).unlisted().get(0);

    assertThat(found.finding()).isEqualTo("1 of 2 nodes show a key");
    assertThat(found.mend()).contains("--trusted-keys");
  }

  private List<Diagnosis> found() throws IOException {
    Path list = Path.of(keys.trusted().get("holdfast.trusted.keys.file"));
    return new KeyCheck(nodes).against(TrustedKeys.of(list));
  }

  private Diagnosis only() throws IOException {
    List<Diagnosis> found = found();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** A node as its agent shows it, with the settings that it signs with. */
  private void node(String id, Map<String, String> signing) throws IOException {
    NodeProfile profile = Records.profile(id, "z1");
    String key = signing.get("holdfast.signing.key.file");
    if (key != null) {
      profile.setLabels(Map.of(Signer.LABEL, Signer.of(Path.of(key)).publicKey()));
    }
    nodes.add(profile);
  }
}
