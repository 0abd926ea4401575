package io.holdfast.health;

import io.holdfast.health.config.HealthConfig;
import io.holdfast.health.policy.PolicyHerald;
import io.holdfast.health.pulse.Pulses;
import io.holdfast.health.stream.HealthStreams;
import io.holdfast.health.stream.InputTopics;
import io.holdfast.runtime.App;
import io.holdfast.runtime.KafkaBroker;
import io.holdfast.runtime.SchemaRegistry;
import io.holdfast.runtime.Service;
import io.holdfast.schemas.Topics;

/** health-stream from its arguments to its exit code. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    App.of("health-stream", HealthConfig.class, HealthConfig::http, Main::assemble).main(args);
  }

  /** Pulses come first: they must not wait for partitions to be assigned. */
  static void assemble(HealthConfig config, Service service) {
    var inputs = new InputTopics(config.kafka(), config.registry());
    service.await(new KafkaBroker(config.kafka()));
    service.await(new SchemaRegistry(config.registry()));
    service.await(inputs);
    service.add("pulser", pulses(config, service, inputs));
    service.add("policies", herald(config, service, inputs));
    service.add("streams", new HealthStreams(config, service, inputs));
  }

  private static Pulses pulses(HealthConfig config, Service service, InputTopics inputs) {
    return new Pulses(
        inputs::beats,
        inputs::ends,
        config.kafka().clientProperties(),
        config.registry().serdeProperties(),
        config.profile().pulse(),
        service.name() + " " + service.url() + " pid " + ProcessHandle.current().pid(),
        service.condition("pulses", "none taken yet"),
        service.metrics());
  }

  private static PolicyHerald herald(HealthConfig config, Service service, InputTopics inputs) {
    return new PolicyHerald(
        service,
        inputs::beats,
        Topics.withPrefix(config.kafka().topicPrefix()),
        config.kafka().clientProperties(),
        config.registry().serdeProperties());
  }
}
