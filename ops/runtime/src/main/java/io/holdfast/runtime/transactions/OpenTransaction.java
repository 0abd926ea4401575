package io.holdfast.runtime.transactions;

import java.util.Optional;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction without a marker in a partition.
 *
 * @param since offset of its first record there
 */
record OpenTransaction(
    TopicPartition partition,
    Node leader,
    long producerId,
    int epoch,
    int coordinatorEpoch,
    long since) {

  static Optional<OpenTransaction> of(TopicPartition partition, Node leader, ProducerState state) {
    return state.currentTransactionStartOffset().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new OpenTransaction(
                partition,
                leader,
                state.producerId(),
                state.producerEpoch(),
                state.coordinatorEpoch().orElse(0),
                state.currentTransactionStartOffset().getAsLong()));
  }

  @Override
  public String toString() {
    return "producer %d, epoch %d in %s since offset %d"
        .formatted(producerId, epoch, partition, since);
  }
}
