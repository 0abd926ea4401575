package io.holdfast.dispatcher.stream;

import io.holdfast.runtime.transactions.UnendedTransactions;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients of a Streams app whose producers begin only when the transaction before is over in every
 * partition. In one that was left open a new transaction would go on with the old one, and its
 * commit would make what was aborted visible.
 */
final class EndingProducers extends DefaultKafkaClientSupplier {

  private static final Logger log = LoggerFactory.getLogger(EndingProducers.class);

  private final UnendedTransactions transactions;

  EndingProducers(UnendedTransactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    String id = config.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG).toString();
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public void initTransactions() {
        super.initTransactions();
        try {
          transactions.end(id); // the watch tells what cannot be ended
        } catch (AuthorizationException e) {
          log.atDebug().setCause(e).log("this app may not look for open transactions");
        }
      }
    };
  }
}
