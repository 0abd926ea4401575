package io.holdfast.health.stream;

import io.holdfast.health.config.HealthConfig;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.load.LoadSettings;
import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.Service;
import io.holdfast.runtime.StartRefusedException;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.registry.RegistryException;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Streams app as a part of the process. */
public final class HealthStreams implements Part {

  private static final Logger log = LoggerFactory.getLogger(HealthStreams.class);

  private final HealthConfig config;
  private final Service service;
  private final InputTopics inputs;
  private final Condition running;
  private KafkaStreams streams;

  /**
   * @param inputs known when the app starts
   */
  public HealthStreams(HealthConfig config, Service service, InputTopics inputs) {
    this.config = config;
    this.service = service;
    this.inputs = inputs;
    this.running = service.condition("partitions", "none assigned yet");
  }

  @Override
  public void start() {
    prepareStateDirectory();
    try {
      streams = new KafkaStreams(topology(), StreamsSettings.of(config));
    } catch (StreamsException e) {
      throw new StartRefusedException(
          Reason.STORAGE,
          "%s is in use by another instance, or not usable (%s): give each instance a streams.state-directory of its own"
              .formatted(config.streams().stateDirectory(), e.getMessage()),
          e);
    }
    streams.setStateListener((now, before) -> tell(now));
    streams.setUncaughtExceptionHandler(this::handle);
    service.bind(new KafkaStreamsMetrics(streams));
    streams.start();
  }

  private Topology topology() {
    var clients = config.kafka().clientProperties();
    var world =
        new HealthTopology.World(
            new SideConsumer(clients),
            inputs.ids(),
            inputs.ends(),
            new HealthMetrics(service.metrics()));
    return new HealthTopology(
            Topics.withPrefix(config.kafka().topicPrefix()),
            config.registry().serdeProperties(),
            config.streams(),
            world)
        .build(
            LivenessSettings.of(config.profile()),
            LoadSettings.of(config.profile()).withWindow(config.loadWindow()));
  }

  private void prepareStateDirectory() {
    Path directory = config.streams().stateDirectory();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
    if (!Files.isWritable(directory)) {
      throw notWritable(directory, null);
    }
  }

  private static StartRefusedException notWritable(Path directory, IOException cause) {
    return new StartRefusedException(
        Reason.STORAGE,
        "%s cannot be written: set streams.state-directory to a directory that can"
            .formatted(directory),
        cause);
  }

  private void tell(State now) {
    if (now == State.RUNNING) {
      running.met();
    } else if (now == State.REBALANCING) {
      running.unmet("partitions are being assigned");
    } else if (now == State.ERROR) {
      running.unmet("Kafka Streams gave up");
    }
  }

  /** What may pass by itself is tried again by a new thread; anything else ends the process. */
  private StreamThreadExceptionResponse handle(Throwable failure) {
    if (mayPass(failure)) {
      log.atWarn().setCause(failure).log("a stream thread failed; another takes over");
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    service.fail("streams", failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private static boolean mayPass(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RegistryException registry) {
        return registry.isRetryable();
      }
      if (cause instanceof KafkaException && !(cause instanceof StreamsException)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void stop(Duration within) {
    if (streams != null) {
      // With a name of its own the instance is expected back; without one the others go on at once.
      var membership =
          config.streams().instance().isPresent()
              ? GroupMembershipOperation.REMAIN_IN_GROUP
              : GroupMembershipOperation.LEAVE_GROUP;
      streams.close(CloseOptions.timeout(within).withGroupMembershipOperation(membership));
    }
  }
}
