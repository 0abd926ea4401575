package io.holdfast.cli.cluster;

import io.holdfast.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Writes records of the contract, and returns when all replicas in sync have them. */
public final class Publisher {

  private final Producer<byte[], byte[]> producer;
  private final Codecs codecs;
  private final Waiting waiting;
  private final List<Future<RecordMetadata>> underWay = new ArrayList<>();

  Publisher(Producer<byte[], byte[]> producer, Codecs codecs, Waiting waiting) {
    this.producer = producer;
    this.codecs = codecs;
    this.waiting = waiting;
  }

  /** To the partition of its key. */
  public <V extends SpecificRecord> Publisher add(Topic<String, V> topic, String key, V value) {
    return add(topic, null, key, value);
  }

  /** To every partition, without a key: a mark in each partition's own order. */
  public <V extends SpecificRecord> Publisher addToEveryPartition(Topic<String, V> topic, V value) {
    int partitions = producer.partitionsFor(topic.name()).size();
    for (int partition = 0; partition < partitions; partition++) {
      add(topic, partition, null, value);
    }
    return this;
  }

  /**
   * Waits for all that was added.
   *
   * @throws KafkaException of the first one that was not taken
   */
  public void publish() {
    try (var answer = waiting.forAnswer("writing")) {
      producer.flush();
      for (Future<RecordMetadata> one : underWay) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause
          ? cause
          : new KafkaException("A record was not taken", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } finally {
      underWay.clear();
    }
  }

  private <V extends SpecificRecord> Publisher add(
      Topic<String, V> topic, Integer partition, String key, V value) {
    underWay.add(
        producer.send(
            new ProducerRecord<>(
                topic.name(), partition, Codecs.key(key), codecs.write(topic, value))));
    return this;
  }
}
