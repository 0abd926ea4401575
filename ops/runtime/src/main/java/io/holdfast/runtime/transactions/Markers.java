package io.holdfast.runtime.transactions;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Writes the marker that ends a transaction in a partition, as its coordinator would have. Kafka's
 * admin client can only abort; a transaction that was committed elsewhere must be committed here.
 */
final class Markers {

  private static final String NAME = "holdfast-markers";
  private static final int PATIENCE_MILLIS = 10_000;

  /** The broker takes the marker only if no later epoch has written to the partition. */
  private static final short TRANSACTION_VERSION = 2;

  private final AdminClientConfig config;

  Markers(Map<String, Object> clients) {
    this.config = new AdminClientConfig(clients);
  }

  /**
   * @return what the broker had against it; empty when the marker is written
   * @throws IOException when the leader does not answer; the marker may be written or not
   */
  Optional<Errors> write(OpenTransaction transaction, TransactionResult result) throws IOException {
    var entry =
        new TxnMarkerEntry(
            transaction.producerId(),
            (short) (transaction.epoch() + 1),
            transaction.coordinatorEpoch(),
            result,
            List.of(transaction.partition()),
            TRANSACTION_VERSION);
    var request = new WriteTxnMarkersRequest.Builder(List.of(entry));
    try (var metrics = new Metrics();
        NetworkClient client = client(metrics)) {
      Node leader = transaction.leader();
      if (!NetworkClientUtils.awaitReady(client, leader, Time.SYSTEM, PATIENCE_MILLIS)) {
        throw new IOException(leader + " does not answer");
      }
      ClientRequest sent =
          client.newClientRequest(
              leader.idString(), request, Time.SYSTEM.milliseconds(), true, PATIENCE_MILLIS, null);
      var response =
          (WriteTxnMarkersResponse)
              NetworkClientUtils.sendAndReceive(client, sent, Time.SYSTEM).responseBody();
      Errors error =
          response.errorsByProducerId().get(transaction.producerId()).get(transaction.partition());
      return error == Errors.NONE ? Optional.empty() : Optional.of(error);
    }
  }

  private NetworkClient client(Metrics metrics) {
    var words = new LogContext();
    var selector =
        new Selector(
            config.getLong(CommonClientConfigs.CONNECTIONS_MAX_IDLE_MS_CONFIG),
            metrics,
            Time.SYSTEM,
            NAME,
            ClientUtils.createChannelBuilder(config, Time.SYSTEM, words),
            words);
    return new NetworkClient(
        selector,
        new ManualMetadataUpdater(),
        NAME,
        1,
        config.getLong(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG),
        config.getLong(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG),
        config.getInt(CommonClientConfigs.SEND_BUFFER_CONFIG),
        config.getInt(CommonClientConfigs.RECEIVE_BUFFER_CONFIG),
        PATIENCE_MILLIS,
        config.getLong(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG),
        config.getLong(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG),
        Time.SYSTEM,
        true,
        new ApiVersions(),
        words,
        MetadataRecoveryStrategy.NONE);
  }
}
