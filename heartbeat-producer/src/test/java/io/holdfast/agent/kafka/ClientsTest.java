package io.holdfast.agent.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.runtime.config.Configuration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class ClientsTest {

  @Test
  void aHeartbeatIsAcknowledgedByAllAndNeverRetried() {
    AgentConfig config =
        Configuration.of(AgentConfig.class)
            .environment(Map.of())
            .set(
                List.of(
                    "node.id=n1",
                    "node.pool=gpu",
                    "node.zone=z1",
                    "kafka.bootstrap-servers=localhost:9092",
                    "registry.url=http://localhost:8081",
                    "state-directory=/var/lib/holdfast",
                    "heartbeat.lease=24s"))
            .load()
            .value();

    ProducerConfig producer = producerOf(config, new Clients(config).passingSettings());

    assertThat(producer.getString("acks")).isEqualTo("-1"); // all
    assertThat(producer.getInt("retries")).isZero();
    assertThat(producer.getBoolean("enable.idempotence")).isFalse();
    assertThat(producer.getInt("request.timeout.ms")).isEqualTo(6_000);
    assertThat(producer.getInt("delivery.timeout.ms")).isEqualTo(6_000);
    assertThat(producer.getLong("max.block.ms")).isEqualTo(6_000);
    assertThat(producer.getLong("linger.ms")).isZero();
  }

  /** As the client itself reads them. */
  private static ProducerConfig producerOf(AgentConfig config, Map<String, Object> own) {
    Map<String, Object> settings = config.kafka().clientProperties(own);
    settings.put("key.serializer", StringSerializer.class);
    settings.put("value.serializer", StringSerializer.class);
    return new ProducerConfig(settings);
  }
}
