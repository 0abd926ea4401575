package io.holdfast.dispatcher.stream;

import io.holdfast.runtime.transactions.EndingProducer;
import io.holdfast.runtime.transactions.UnendedTransactions;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Clients of a Streams app whose producers end first what Kafka left open of theirs. */
final class EndingProducers extends DefaultKafkaClientSupplier {

  private final UnendedTransactions transactions;

  EndingProducers(UnendedTransactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new EndingProducer<>(
        config, new ByteArraySerializer(), new ByteArraySerializer(), transactions);
  }
}
