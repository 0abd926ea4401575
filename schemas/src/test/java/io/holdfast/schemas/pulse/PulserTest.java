package io.holdfast.schemas.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.Pulse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PulserTest {

  private static final Serializer<SpecificRecord> NOTHING = (topic, record) -> new byte[0];

  private final MockProducer<String, SpecificRecord> producer =
      new MockProducer<>(false, null, new StringSerializer(), NOTHING);
  private final Pulser pulser =
      new Pulser(producer, Map.of("log", 3), Duration.ofMillis(250), "test");

  @AfterEach
  void close() {
    pulser.close();
  }

  @Test
  void everyPartitionIsPulsedInOneSessionWithTheTimeItWasDue() {
    pulser.pulse(7);

    List<ProducerRecord<String, SpecificRecord>> sent = producer.history();
    assertThat(sent).extracting(ProducerRecord::partition).containsExactly(0, 1, 2);
    assertThat(sent).extracting(ProducerRecord::key).containsOnlyNulls();
    assertThat(sent)
        .extracting(r -> (Pulse) r.value())
        .allSatisfy(p -> assertThat(p.getSession()).isEqualTo(pulser.session()))
        .allSatisfy(p -> assertThat(p.getMonotonicNanos()).isEqualTo(7));
  }

  @Test
  void aPartitionWhosePulseIsUnderWayIsLeftOutAndNothingIsSentLater() {
    pulser.pulse(7);
    pulser.pulse(7);
    assertThat(producer.history()).hasSize(3);
    assertThat(pulser.dropped()).isEqualTo(3);

    while (producer.completeNext()) {
      assertThat(producer.history()).hasSize(3);
    }
    pulser.pulse(7);

    assertThat(producer.history()).hasSize(6);
  }

  @Test
  void aPulseThatFailedIsNotRetried() {
    pulser.pulse(7);

    producer.errorNext(new TimeoutException("too late"));

    assertThat(producer.history()).hasSize(3);
    assertThat(pulser.dropped()).isEqualTo(1);
  }
}
