package io.holdfast.health.stream;

import io.holdfast.health.config.HealthConfig;
import io.holdfast.health.config.StreamsConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Kafka Streams' settings. Exactness comes from checkpoints and identities, so at-least-once is
 * enough; speed of take-over from a short session.
 */
public final class StreamsSettings {

  private StreamsSettings() {}

  public static Properties of(HealthConfig config) {
    StreamsConfig streams = config.streams();
    var own = new HashMap<String, Object>();
    own.put("application.id", config.kafka().topicPrefix() + "health-stream");
    own.put("state.dir", streams.stateDirectory().toString());
    own.put("num.stream.threads", streams.threads());
    own.put("num.standby.replicas", streams.standbyReplicas());
    own.put("commit.interval.ms", streams.commitInterval().toMillis());
    own.put("processing.guarantee", "at_least_once");
    own.put("ensure.explicit.internal.resource.naming", true);
    own.put("statestore.cache.max.bytes", 0L);
    own.put("rocksdb.config.setter", SmallRocks.class);
    // The brokers' own default, whatever it is there.
    own.put("replication.factor", -1);
    own.put("auto.offset.reset", "earliest");
    // Heartbeats do not wait for load samples, nor these for them.
    own.put("max.task.idle.ms", -1L);
    own.put("enable.metrics.push", false);
    // Verdicts that wait for others to be sent with are late verdicts.
    own.put(producer(ProducerConfig.LINGER_MS_CONFIG), 1);
    own.put(producer(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    // With several, a first batch that a leader refuses, as it may when all starts at once, while
    // the second is taken is tried again in vain for two minutes: KAFKA-14359. So long nobody would
    // judge.
    own.put(producer(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
    // With one, batches leave one by one: those of a partition that dies whole should be few.
    own.put(producer(ProducerConfig.BATCH_SIZE_CONFIG), 256 << 10);
    own.put(producer(ProducerConfig.BUFFER_MEMORY_CONFIG), 64L << 20);
    own.put("reconnect.backoff.max.ms", 500L);
    own.putAll(membership(streams));
    var properties = new Properties();
    properties.putAll(config.kafka().clientProperties(own));
    return properties;
  }

  private static Map<String, Object> membership(StreamsConfig streams) {
    var membership = new HashMap<String, Object>();
    int session = (int) streams.sessionTimeout().toMillis();
    membership.put(consumer(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), session);
    membership.put(consumer(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), session / 12);
    membership.put(consumer(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 5_000);
    // Small, so that a backlog of many partitions is judged in turns and none waits for another.
    membership.put(consumer(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 512 << 10);
    streams
        .instance()
        .ifPresent(name -> membership.put(consumer(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), name));
    return membership;
  }

  private static String consumer(String setting) {
    return "main.consumer." + setting;
  }

  private static String producer(String setting) {
    return "producer." + setting;
  }
}
