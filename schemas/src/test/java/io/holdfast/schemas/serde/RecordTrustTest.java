package io.holdfast.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.Test;

class RecordTrustTest {

  @Test
  void aBuilderFillsInTheDefaultOfAnEnum() {
    var heartbeat =
        Heartbeat.newBuilder()
            .setNode("n1")
            .setPool("p")
            .setIncarnation(1)
            .setBootId("b")
            .setSequence(1)
            .setSentAtMillis(1)
            .setIntervalMillis(1)
            .setLeaseMillis(1)
            .build();

    assertThat(heartbeat.getMode()).isEqualTo(HeartbeatMode.NORMAL);
  }

  @Test
  void noOtherClassBecomesTrusted() {
    assertThatThrownBy(() -> ClassSecurityValidator.validate(ProcessBuilder.class))
        .isInstanceOf(SecurityException.class);
  }
}
