package io.holdfast.dispatcher.stream;

import io.holdfast.dispatcher.config.DispatcherConfig;
import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Service;
import io.holdfast.runtime.transactions.UnendedTransactions;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.pulse.Pulser;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topology at work, and its pulses. */
public final class StreamsPart implements Part {

  private static final Logger log = LoggerFactory.getLogger(StreamsPart.class);

  /** More failures than these within a minute are no passing trouble. */
  private static final int FAILURES_A_MINUTE = 12;

  private final DispatcherConfig config;
  private final Service service;
  private final Topics topics;
  private final TopicLookup lookup;
  private final UnendedTransactions transactions;
  private final Condition running;
  private final Deque<Long> failures = new ArrayDeque<>();
  private KafkaStreams streams;
  private Pulser pulser;

  /**
   * @param transactions started before
   */
  public StreamsPart(
      DispatcherConfig config,
      Service service,
      Topics topics,
      TopicLookup lookup,
      UnendedTransactions transactions) {
    this.config = config;
    this.service = service;
    this.topics = topics;
    this.lookup = lookup;
    this.transactions = transactions;
    running = service.condition("pools", "not assigned yet");
  }

  /** What Kafka leaves open of this app's transactions. */
  public static UnendedTransactions transactions(
      DispatcherConfig config, Service service, Topics topics) {
    String application = StreamsSettings.application(config);
    Set<String> outputs =
        Stream.of(
                topics.poolEvents(),
                topics.assignments(),
                topics.placements(),
                topics.failoverCommands(),
                topics.rebalanceCommands(),
                topics.snapshots(),
                topics.decisions(),
                topics.deadLetters())
            .map(Topic::name)
            .collect(Collectors.toSet());
    return new UnendedTransactions(
        config.kafka().clientProperties(),
        application + "-",
        name -> outputs.contains(name) || name.startsWith(application + "-"),
        service.metrics());
  }

  @Override
  public void start() {
    var topology =
        new DispatcherTopology(topics, config.registry().serdeProperties(), lookup.ids()).build();
    streams =
        new KafkaStreams(
            topology,
            StreamsSettings.of(config, topics.deadLetters().name(), this::countLetter),
            new EndingProducers(transactions));
    streams.setStateListener((is, was) -> told(is));
    streams.setUncaughtExceptionHandler(this::failed);
    service.bind(new KafkaStreamsMetrics(streams));
    pulser = pulser();
    FunctionCounter.builder("holdfast.pulses.dropped", pulser, Pulser::dropped)
        .description("Pulses that were not sent or not acknowledged in time")
        .register(service.metrics());
    streams.start();
    pulser.start();
  }

  private Pulser pulser() {
    var poolEvents = topics.poolEvents();
    return new Pulser(
        config.kafka().clientProperties(),
        new RecordSerdes(config.registry().serdeProperties()).serializer(poolEvents),
        Map.of(poolEvents.name(), lookup.partitions(poolEvents)),
        config.pulse(),
        StreamsSettings.APPLICATION + " " + ProcessHandle.current().pid());
  }

  private void countLetter(String topic, String reason) {
    service
        .metrics()
        .counter("holdfast.dead.letters", "topic", topic, "reason", reason)
        .increment();
  }

  private void told(State state) {
    log.atInfo().addKeyValue("state", state).log("streams");
    if (state == State.RUNNING) {
      running.met();
    } else {
      running.unmet("streams is " + state);
    }
    if (state == State.ERROR) {
      service.fail("streams", new IllegalStateException("every stream thread ended"));
    }
  }

  /** A thread that failed is replaced, until it fails so often that it is no passing trouble. */
  private synchronized StreamThreadExceptionResponse failed(Throwable failure) {
    log.atError().setCause(failure).log("stream thread failed");
    long now = System.nanoTime();
    failures.addLast(now);
    while (now - failures.peekFirst() > Duration.ofMinutes(1).toNanos()) {
      failures.removeFirst();
    }
    if (failures.size() <= FAILURES_A_MINUTE) {
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    service.fail("streams", failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  @Override
  public void stop(Duration within) {
    if (pulser != null) {
      pulser.close();
    }
    if (streams != null) {
      boolean keepsPlace = config.instance().isPresent();
      streams.close(new KafkaStreams.CloseOptions().timeout(within).leaveGroup(!keepsPlace));
    }
  }
}
