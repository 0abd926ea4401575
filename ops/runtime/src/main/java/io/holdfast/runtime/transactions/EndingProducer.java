package io.holdfast.runtime.transactions;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer that begins only when the transaction before is over in every partition. In one that
 * was left open a new transaction would go on with the old one, and its commit would make what was
 * aborted visible.
 */
public final class EndingProducer<K, V> extends KafkaProducer<K, V> {

  private static final Logger log = LoggerFactory.getLogger(EndingProducer.class);

  private final String id;
  private final UnendedTransactions transactions;

  /**
   * @param config with a transactional id
   */
  public EndingProducer(
      Map<String, Object> config,
      Serializer<K> keys,
      Serializer<V> values,
      UnendedTransactions transactions) {
    super(config, keys, values);
    id = config.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG).toString();
    this.transactions = transactions;
  }

  @Override
  public void initTransactions() {
    super.initTransactions();
    try {
      transactions.end(id); // the watch tells what cannot be ended
    } catch (AuthorizationException e) {
      log.atDebug().setCause(e).log("this app may not look for open transactions");
    }
  }
}
