package io.holdfast.agent.kafka;

import io.holdfast.records.NodeProfile;
import io.holdfast.runtime.Backoff;
import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes what the node is, at start and when it has changed, until it is acknowledged. */
public final class Profile implements Part {

  private static final Duration LOOK_EACH = Duration.ofMinutes(1);

  private final Topic<String, NodeProfile> topic;
  private final Producer<String, SpecificRecord> producer;
  private final Supplier<NodeProfile> current;
  private final Condition published;
  private final Backoff backoff = Backoff.of("profile");
  private final ScheduledExecutorService timer;
  private NodeProfile acknowledged;
  private int failures;

  /**
   * @param published is met once the profile was acknowledged
   * @param timer one thread, which is shut down when this is stopped
   */
  public Profile(
      Topic<String, NodeProfile> topic,
      Producer<String, SpecificRecord> producer,
      Supplier<NodeProfile> current,
      Condition published,
      ScheduledExecutorService timer) {
    this.topic = topic;
    this.producer = producer;
    this.current = current;
    this.published = published;
    this.timer = timer;
  }

  @Override
  public void start() {
    timer.execute(this::look);
  }

  /** What the node is has changed; it is published at once. */
  public void changed() {
    if (!timer.isShutdown()) {
      timer.execute(this::look);
    }
  }

  @Override
  public void stop(Duration within) throws InterruptedException {
    timer.shutdownNow();
    timer.awaitTermination(Math.min(within.toMillis(), 1_000), TimeUnit.MILLISECONDS);
  }

  private void look() {
    NodeProfile profile = current.get();
    if (profile.equals(acknowledged)) {
      again(LOOK_EACH);
      return;
    }
    try {
      producer.send(
          new ProducerRecord<>(topic.name(), profile.getNode(), profile),
          (metadata, failure) -> {
            if (!timer.isShutdown()) {
              timer.execute(() -> answered(profile, failure));
            }
          });
    } catch (RuntimeException e) {
      answered(profile, e);
    }
  }

  private void answered(NodeProfile profile, Exception failure) {
    if (failure == null) {
      acknowledged = profile;
      failures = 0;
      published.met();
      again(LOOK_EACH);
    } else {
      published.unmet("the profile was not delivered: " + Failure.words(failure));
      again(backoff.delay(failures++));
    }
  }

  private void again(Duration delay) {
    if (!timer.isShutdown()) {
      timer.schedule(this::look, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
