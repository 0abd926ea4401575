package io.holdfast.backup.capture;

import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.fault.FaultPoint;
import io.holdfast.backup.postgres.SystemIdentity;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replication stream of a slot, from where the slot was confirmed.
 *
 * <p>The driver would confirm what keepalives name; that is switched off, because then the slot
 * could pass what Kafka holds. Not thread-safe, except {@link #close}.
 */
final class SlotStream implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SlotStream.class);

  private final Connection connection;
  private final PGReplicationStream stream;
  private long confirmed;

  private SlotStream(Connection connection, PGReplicationStream stream) {
    this.connection = connection;
    this.stream = stream;
  }

  /**
   * @throws SQLException when the slot cannot be streamed from, or the cluster is not the one the
   *     session is of
   * @throws ChainEndedException when the slot is not where it was before the start
   */
  static SlotStream open(PgoutputSettings settings) throws SQLException, ChainEndedException {
    Connection connection = settings.database().connectForReplication();
    try {
      SystemIdentity identity = SystemIdentity.of(connection);
      if (identity.systemId() != settings.session().systemId()
          || identity.timeline() != settings.session().timeline()) {
        throw new SQLException(
            "the cluster changed its identity or timeline while capture started");
      }
      PGReplicationStream stream =
          connection
              .unwrap(PGConnection.class)
              .getReplicationAPI()
              .replicationStream()
              .logical()
              .withSlotName(settings.slot())
              .withSlotOption("proto_version", 1)
              .withSlotOption("publication_names", '"' + settings.publication() + '"')
              .withSlotOption("messages", true)
              .withStatusInterval(1, TimeUnit.SECONDS)
              .withAutomaticFlush(false)
              .start();
      SlotContinuity.require(settings.database(), settings.slot(), settings.position());
      return new SlotStream(connection, stream);
    } catch (SQLException | ChainEndedException e) {
      connection.close();
      throw e;
    }
  }

  /** The next message of pgoutput; null when none has arrived. */
  ByteBuffer next() throws SQLException {
    return stream.readPending();
  }

  /** Lets the server know with the next status that everything up to here is kept. */
  void confirm(long lsn) {
    if (lsn != confirmed && lsn != Lsn.NONE.value()) {
      confirmed = lsn;
      stream.setFlushedLSN(LogSequenceNumber.valueOf(lsn));
      stream.setAppliedLSN(LogSequenceNumber.valueOf(lsn));
      FaultPoint.CONFIRMED.passed();
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException alreadyGone) {
      log.atDebug().addKeyValue("why", alreadyGone.getMessage()).log("stream was closed already");
    }
  }
}
