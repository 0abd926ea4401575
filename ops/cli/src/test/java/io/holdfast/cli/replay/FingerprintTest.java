package io.holdfast.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.NodeProfile;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  private final Fingerprint fingerprint = new Fingerprint();

  @Test
  void equalRecordsHaveEqualOnesWhateverTheOrderOfTheirMaps() {
    var forth = new LinkedHashMap<String, Double>();
    var back = new LinkedHashMap<String, Double>();
    for (int i = 0; i < 20; i++) {
      forth.put("gpu" + i, 1.0 * i);
      back.put("gpu" + (19 - i), 19.0 - i);
    }

    assertThat(of("n1", forth)).isEqualTo(of("n1", back));
  }

  @Test
  void othersHaveOthers() {
    long one = of("n1", Map.of("cpu", 4.0));

    assertThat(of("n2", Map.of("cpu", 4.0))).isNotEqualTo(one);
    assertThat(of("n1", Map.of("cpu", 4.5))).isNotEqualTo(one);
  }

  private long of(String node, Map<String, Double> capacity) {
    return fingerprint.applyAsLong(
        NodeProfile.newBuilder()
            .setNode(node)
            .setPool("pool")
            .setZone("z1")
            .setCapacity(capacity)
            .setIncarnation(1)
            .setBootId("boot")
            .setAgentVersion("test")
            .build());
  }
}
