package io.holdfast.agent.kafka;

import io.holdfast.records.LoadSample;
import io.holdfast.runtime.Part;
import io.holdfast.schemas.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a load sample each interval, to the partition of the pool. */
public final class Samples implements Part {

  private static final Logger log = LoggerFactory.getLogger(Samples.class);

  private final Topic<String, SpecificRecord> topic;
  private final Producer<String, SpecificRecord> producer;
  private final Duration interval;
  private final LongFunction<LoadSample> reading;
  private final MeterRegistry metrics;
  private final ScheduledExecutorService timer;
  private long sequence;
  private String complaint = "";

  /**
   * @param reading takes the sample of this sequence number
   * @param timer one thread, which is shut down when this is stopped
   */
  public Samples(
      Topic<String, SpecificRecord> topic,
      Producer<String, SpecificRecord> producer,
      Duration interval,
      LongFunction<LoadSample> reading,
      MeterRegistry metrics,
      ScheduledExecutorService timer) {
    this.topic = topic;
    this.producer = producer;
    this.interval = interval;
    this.reading = reading;
    this.metrics = metrics;
    this.timer = timer;
  }

  @Override
  public void start() {
    timer.scheduleWithFixedDelay(
        this::sample, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void stop(Duration within) throws InterruptedException {
    timer.shutdown();
    timer.awaitTermination(Math.min(within.toMillis(), 1_000), TimeUnit.MILLISECONDS);
  }

  private void sample() {
    try {
      LoadSample sample = reading.apply(++sequence);
      int partition =
          topic.partitionOf(sample.getPool(), producer.partitionsFor(topic.name()).size());
      producer.send(
          new ProducerRecord<>(topic.name(), partition, sample.getNode(), sample),
          (metadata, failure) -> answered(failure));
    } catch (RuntimeException e) {
      answered(e);
    }
  }

  /** A lost sample is not sent again: the next one covers the time since the one before. */
  private synchronized void answered(Exception failure) {
    metrics
        .counter("holdfast.agent.samples", "outcome", failure == null ? "acknowledged" : "failed")
        .increment();
    String why = failure == null ? "" : Failure.words(failure);
    if (!why.isEmpty() && !why.equals(complaint)) {
      log.atWarn().addKeyValue("why", why).log("a load sample was not delivered");
    }
    complaint = why;
  }
}
