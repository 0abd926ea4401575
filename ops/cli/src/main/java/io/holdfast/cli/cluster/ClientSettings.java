package io.holdfast.cli.cluster;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Kafka's settings for somebody who waits at a terminal: short time-outs, committed records only.
 */
final class ClientSettings {

  private static final int REQUEST_MILLIS = 10_000;
  private static final int CALL_MILLIS = 15_000;

  private final Address address;

  ClientSettings(Address address) {
    this.address = address;
  }

  Map<String, Object> admin() {
    return common();
  }

  Map<String, Object> consumer() {
    Map<String, Object> settings = common();
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    return settings;
  }

  Map<String, Object> producer() {
    Map<String, Object> settings = common();
    settings.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, CALL_MILLIS);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, CALL_MILLIS);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return settings;
  }

  private Map<String, Object> common() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "holdfast-cli");
    settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
    settings.putAll(address.clients());
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, address.bootstrap());
    return settings;
  }
}
