package io.holdfast.backup.capture;

import io.debezium.embedded.Connect;
import io.debezium.embedded.async.ConvertingAsyncEngineBuilderFactory;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import io.holdfast.backup.domain.CaptureSession;
import io.holdfast.backup.domain.CutMessage;
import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.domain.OtherHistory;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.kafka.LogTail;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.Publication;
import io.holdfast.backup.postgres.SystemIdentity;
import io.holdfast.schemas.Topic;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of capture: checks that the slot continues the topic, and streams until it is stopped or
 * something breaks. It lives once; whoever runs it starts a new one.
 */
public final class Capture {

  /** How long a writer that is closed waits for Kafka. */
  public static final Duration CLOSE = Duration.ofSeconds(5);

  /** How long an engine that was closed needs to end, at most. */
  private static final Duration ENDING = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Capture.class);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String database;
  private final Topic<String, SpecificRecord> topic;
  private final Clients clients;
  private final Database source;
  private final String slot;
  private final String publication;
  private final CaptureMetrics metrics;
  private final Runnable onStreaming;
  private final CountDownLatch polling = new CountDownLatch(1);
  private final AtomicReference<DebeziumEngine<?>> running = new AtomicReference<>();
  private volatile Thread engineThread;
  private volatile boolean stopping;

  /**
   * @param onStreaming told once changes can arrive
   */
  public Capture(
      String database,
      Topic<String, SpecificRecord> topic,
      Clients clients,
      Database source,
      String slot,
      String publication,
      CaptureMetrics metrics,
      Runnable onStreaming) {
    this.onStreaming = onStreaming;
    this.database = database;
    this.topic = topic;
    this.clients = clients;
    this.source = source;
    this.slot = slot;
    this.publication = publication;
    this.metrics = metrics;
  }

  /** The transactional id of the one writer of a database's changes. */
  public static String writerId(String database) {
    return Clients.writers(database) + "capture";
  }

  /**
   * Streams until {@link #stop}.
   *
   * @throws ChainEndedException when the source does not continue what the topic holds
   * @throws Exception when the source, Kafka or the registry failed; another life may do better
   */
  public void run() throws Exception {
    KafkaProducer<String, SpecificRecord> producer =
        clients.transactional(topic, writerId(database));
    try {
      producer.initTransactions();
      ChangesTail tail = new ChangesTail();
      LogTail.of(topic, clients).read(tail);
      CaptureSession session = open(tail);
      PgoutputSettings settings =
          new PgoutputSettings(source, slot, publication, session, tail.position());
      if (!stopping) {
        stream(settings, new ChangesWriter(topic.name(), producer, tail, metrics));
      }
    } finally {
      producer.close(CLOSE); // without an end it would wait for as long as Kafka is away
    }
  }

  private CaptureSession open(ChangesTail tail) throws SQLException, ChainEndedException {
    if (!tail.isKnown()) {
      throw new ChainEndedException(
          "topic " + topic.name() + " holds no transaction of the chain any more");
    }
    try (Connection replication = source.connectForReplication()) {
      SystemIdentity identity = SystemIdentity.of(replication);
      if (identity.systemId() != tail.systemId()) {
        throw new ChainEndedException(
            "the database at " + source.url() + " is another cluster than the chain's");
      }
      if (identity.timeline() != tail.timeline()) {
        throw new ChainEndedException(
            "the cluster is on timeline %d and the chain on timeline %d"
                .formatted(identity.timeline(), tail.timeline()));
      }
      requireContinuation(tail);
      CaptureSession session =
          new CaptureSession(RANDOM.nextLong(), identity.systemId(), identity.timeline());
      log.atInfo()
          .addKeyValue("database", database)
          .addKeyValue("session", Long.toHexString(session.id()))
          .addKeyValue("from", Lsn.format(tail.position()))
          .log("capture starts");
      return session;
    }
  }

  /**
   * Nothing may lie between what the topic holds and what the slot will send. Positions can be
   * compared on one timeline alone.
   */
  private void requireContinuation(ChangesTail tail) throws SQLException, ChainEndedException {
    metrics.retained(SlotContinuity.require(source, slot, tail.position()).retainedBytes());
    try (Connection connection = source.connect()) {
      Optional<String> gap = Publication.gap(connection, publication);
      if (gap.isPresent()) {
        throw new ChainEndedException(gap.get());
      }
    }
  }

  private void stream(PgoutputSettings settings, ChangesWriter writer) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    DebeziumEngine<RecordChangeEvent<SourceRecord>> engine =
        new ConvertingAsyncEngineBuilderFactory()
            .builder(ChangeEventFormat.of(Connect.class))
            .using(engineProperties(settings))
            .using(OffsetCommitPolicy.always())
            .using(
                (DebeziumEngine.CompletionCallback)
                    (success, message, error) -> {
                      failure.set(error);
                      polling.countDown();
                    })
            .using(
                new DebeziumEngine.ConnectorCallback() {
                  @Override
                  public void pollingStarted() {
                    polling.countDown();
                    onStreaming.run();
                  }
                })
            .notifying(writer)
            .build();
    Thread thread = new Thread(engine, "capture-engine");
    engineThread = thread;
    thread.start();
    running.set(engine);
    if (stopping) {
      stop();
    }
    try {
      thread.join();
    } finally {
      close(engine);
      thread.join();
      polling.countDown();
    }
    if (failure.get() != null && !stopping) {
      throw inWords(failure.get());
    }
  }

  /** The engine wraps what its parts throw. */
  private static Exception inWords(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ChainEndedException ended) {
        return ended;
      }
      if (cause instanceof OtherHistory || cause instanceof CutMessage) {
        return new ChainEndedException(cause.getMessage());
      }
    }
    return new IOException("capture stopped: " + failure.getMessage(), failure);
  }

  private static Properties engineProperties(PgoutputSettings settings) {
    Properties properties = new Properties();
    properties.putAll(settings.toMap());
    properties.setProperty("name", "holdfast-capture");
    properties.setProperty("connector.class", PgoutputConnector.class.getName());
    properties.setProperty("tasks.max", "1");
    properties.setProperty(
        "offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
    properties.setProperty("errors.max.retries", "0");
    properties.setProperty("record.processing.threads", "1");
    return properties;
  }

  /** Ends {@link #run}, from another thread. */
  public void stop() {
    stopping = true;
    DebeziumEngine<?> engine = running.get();
    if (engine != null) {
      close(engine);
    }
  }

  /**
   * An engine that is closed just before its first poll drops that poll and waits for it for ever:
   * its thread is interrupted then, when all that it stops has been stopped.
   */
  private void close(DebeziumEngine<?> engine) {
    try {
      polling.await(30, java.util.concurrent.TimeUnit.SECONDS);
      engine.close();
      engineThread.join(ENDING.toMillis());
      engineThread.interrupt();
    } catch (IllegalStateException stoppedAlready) {
      log.atDebug().addKeyValue("why", stoppedAlready.getMessage()).log("engine had stopped");
    } catch (IOException e) {
      log.atWarn().addKeyValue("why", e.getMessage()).log("engine did not close in order");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
