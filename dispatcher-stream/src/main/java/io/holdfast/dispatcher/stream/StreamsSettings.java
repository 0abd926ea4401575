package io.holdfast.dispatcher.stream;

import io.holdfast.dispatcher.config.DispatcherConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What Kafka Streams is configured with. */
final class StreamsSettings {

  static final String APPLICATION = "dispatcher-stream";

  private static final int COMMIT_MILLIS = 25;

  /** A thread that waits for records commits only after the wait. */
  private static final long POLL_MILLIS = 10;

  private StreamsSettings() {}

  static String application(DispatcherConfig config) {
    return config.kafka().topicPrefix() + APPLICATION;
  }

  static Properties of(DispatcherConfig config, String deadLetters, DeadLetters.Counter counter) {
    int session = (int) config.sessionTimeout().toMillis();
    var own = new HashMap<String, Object>();
    own.put(StreamsConfig.APPLICATION_ID_CONFIG, application(config));
    own.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    own.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
    own.put(StreamsConfig.POLL_MS_CONFIG, POLL_MILLIS);
    own.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    own.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbys());
    own.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
    own.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    own.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    own.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.Unreadable.class);
    own.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.Absurd.class);
    own.put(DeadLetters.TOPIC, deadLetters);
    own.put(DeadLetters.COUNTER, counter);
    own.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    own.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), session);
    own.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), session / 4);
    own.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 100);
    config
        .instance()
        .ifPresent(
            name ->
                own.put(
                    StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), name));
    // Another instance takes over no sooner; less, and a broker that hesitates undoes our work.
    own.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), session);
    own.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
    own.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    var properties = new Properties();
    for (Map.Entry<String, Object> setting : config.kafka().clientProperties(own).entrySet()) {
      properties.put(setting.getKey(), setting.getValue());
    }
    return properties;
  }
}
