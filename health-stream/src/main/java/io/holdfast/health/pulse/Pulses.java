package io.holdfast.health.pulse;

import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.pulse.Pulser;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/**
 * This instance's pulses in every partition of the logs it judges: counted, told on the readiness
 * page while nobody takes them, and the source of where the logs end.
 */
public final class Pulses implements Part {

  /**
   * A topic to pulse in.
   *
   * @param partitions its actual count of them
   */
  public record Beat(Topic<String, SpecificRecord> topic, int partitions) {}

  /** So many missing in a row are told on the readiness page. */
  private static final int WORTH_TELLING = 12;

  private final Supplier<List<Beat>> where;
  private final Supplier<LogEnds> whereTold;
  private final Map<String, Object> clients;
  private final Map<String, Object> registry;
  private final Duration period;
  private final String name;
  private final Condition heard;
  private final Counter sent;
  private final Counter dropped;
  private final AtomicLong acknowledged = new AtomicLong(System.nanoTime());
  private Pulser pulser;

  /**
   * @param where to pulse; asked at the start
   * @param whereTold takes the ends of the first one's partitions; asked at the start
   * @param clients settings of Kafka's clients: address and security
   * @param registry settings of the serializers
   * @param period time between two pulses
   * @param name who pulses, for people
   * @param heard met while pulses are acknowledged
   */
  public Pulses(
      Supplier<List<Beat>> where,
      Supplier<LogEnds> whereTold,
      Map<String, Object> clients,
      Map<String, Object> registry,
      Duration period,
      String name,
      Condition heard,
      MeterRegistry metrics) {
    this.where = where;
    this.whereTold = whereTold;
    this.registry = Map.copyOf(registry);
    this.clients = Map.copyOf(clients);
    this.period = period;
    this.name = name;
    this.heard = heard;
    this.sent = metrics.counter("holdfast.health.pulses", "outcome", "acknowledged");
    this.dropped = metrics.counter("holdfast.health.pulses", "outcome", "dropped");
  }

  @Override
  public void start() {
    List<Beat> beats = where.get();
    Map<String, Beat> byTopic =
        beats.stream().collect(Collectors.toMap(beat -> beat.topic().name(), beat -> beat));
    Map<String, Integer> partitions =
        beats.stream().collect(Collectors.toMap(beat -> beat.topic().name(), Beat::partitions));
    var serializers =
        byTopic.values().stream()
            .collect(
                Collectors.toMap(
                    beat -> beat.topic().name(),
                    beat -> beat.topic().valueSerde(registry).serializer()));
    pulser =
        new Pulser(
            clients,
            (topic, pulse) -> serializers.get(topic).serialize(topic, pulse),
            partitions,
            period,
            name,
            new Told(beats.get(0).topic().name(), whereTold.get()));
    pulser.start();
  }

  private final class Told implements Pulser.Listener {

    private final String first;
    private final LogEnds ends;

    Told(String first, LogEnds ends) {
      this.first = first;
      this.ends = ends;
    }

    @Override
    public void acknowledged(String topic, int partition, long offset, long brokerMillis) {
      sent.increment();
      acknowledged.set(System.nanoTime());
      heard.met();
      if (topic.equals(first)) {
        ends.acknowledged(partition, offset, brokerMillis);
      }
    }

    @Override
    public void dropped() {
      dropped.increment();
      long silence = System.nanoTime() - acknowledged.get();
      if (silence > WORTH_TELLING * period.toNanos()) {
        heard.unmet("the broker takes no pulses");
      }
    }
  }

  @Override
  public void stop(Duration within) {
    if (pulser != null) {
      pulser.close();
    }
  }
}
