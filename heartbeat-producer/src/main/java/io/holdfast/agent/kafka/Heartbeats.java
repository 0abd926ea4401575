package io.holdfast.agent.kafka;

import io.holdfast.agent.domain.Beats;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a heartbeat each interval, and a last word when stopped. The timer's thread does nothing
 * else; a second one hands over to the producer, which may wait for the broker's or the registry's
 * first answer, and skips what it could not send meanwhile.
 */
public final class Heartbeats implements Part {

  private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Topic<String, SpecificRecord> topic;
  private final Producer<String, SpecificRecord> producer;
  private final Voice voice;
  private final Duration interval;
  private final BeatMetrics metrics;
  private final Condition heard;
  private final Thread timer = new Thread(this::run, "heartbeat");
  private final ThreadPoolExecutor sender =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(1),
          task -> new Thread(task, "heartbeat-send"),
          new ThreadPoolExecutor.DiscardOldestPolicy());
  private Beats beats;
  private volatile boolean stopping;

  /**
   * @param voice who speaks
   * @param heard is met while the newest heartbeat was acknowledged
   */
  public Heartbeats(
      Topic<String, SpecificRecord> topic,
      Producer<String, SpecificRecord> producer,
      Duration interval,
      Voice voice,
      BeatMetrics metrics,
      Condition heard) {
    this.topic = topic;
    this.producer = producer;
    this.interval = interval;
    this.voice = voice;
    this.metrics = metrics;
    this.heard = heard;
  }

  @Override
  public void start() {
    beats = new Beats(System.nanoTime(), interval.toNanos());
    timer.start();
  }

  /** Says goodbye, and waits for the acknowledgement as long as there is time. */
  @Override
  public void stop(Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + Math.min(within.toNanos() / 2, PATIENCE.toNanos());
    stopping = true;
    LockSupport.unpark(timer);
    timer.join();
    Optional<HeartbeatMode> farewell = voice.farewell();
    if (farewell.isPresent()) {
      say(farewell.get(), deadline);
    } else {
      log.atWarn().log("no goodbye is said: something may still live");
    }
    voice.fellSilent();
    sender.shutdown();
  }

  private void say(HeartbeatMode farewell, long deadline) throws InterruptedException {
    while (!isHeard(farewell, deadline)) {
      if (System.nanoTime() - deadline >= 0) {
        log.atWarn().log("left without an acknowledged goodbye");
        return;
      }
      LockSupport.parkNanos(Math.min(interval.toNanos(), TimeUnit.MILLISECONDS.toNanos(200)));
    }
  }

  private boolean isHeard(HeartbeatMode farewell, long deadline) throws InterruptedException {
    var acknowledged = new CompletableFuture<Void>();
    Beats.Beat beat = new Beats.Beat(beats.fire(beats.due()).sequence(), 0);
    sender.execute(() -> send(beat, farewell, Optional.of(acknowledged)));
    try {
      acknowledged.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      log.atInfo().addKeyValue("why", e.toString()).log("goodbye was not acknowledged");
      return false;
    }
  }

  private void run() {
    while (!stopping) {
      long wait = beats.due() - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      } else {
        Beats.Beat beat = beats.fire(System.nanoTime());
        metrics.late(beat.latenessNanos());
        sender.execute(() -> send(beat, HeartbeatMode.NORMAL, Optional.empty()));
      }
    }
  }

  private void send(
      Beats.Beat beat, HeartbeatMode mode, Optional<CompletableFuture<Void>> acknowledged) {
    Optional<Voice.Utterance> said = voice.say(beat, mode);
    if (said.isEmpty()) {
      return;
    }
    Heartbeat heartbeat = said.get().heartbeat();
    try {
      metrics.sent();
      producer.send(
          new ProducerRecord<>(topic.name(), heartbeat.getNode(), heartbeat),
          (metadata, failure) -> {
            if (failure == null) {
              metrics.acknowledged();
              said.get().acknowledged().run();
              heard.met();
              acknowledged.ifPresent(future -> future.complete(null));
            } else {
              failed(failure, acknowledged);
            }
          });
    } catch (RuntimeException e) {
      failed(e, acknowledged);
    }
  }

  private void failed(Exception failure, Optional<CompletableFuture<Void>> acknowledged) {
    metrics.failed(failure);
    heard.unmet("the newest heartbeat was not acknowledged: " + Failure.words(failure));
    acknowledged.ifPresent(future -> future.completeExceptionally(failure));
  }
}
