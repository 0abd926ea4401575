package io.holdfast.console.web;

import io.holdfast.console.config.ConsoleConfig;
import io.holdfast.console.follow.SharedWorld;
import io.holdfast.runtime.Loop;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Service;
import io.micrometer.core.instrument.Gauge;
import java.time.Clock;

/** Puts the page together. Read this first. */
public final class Web {

  private Web() {}

  /** Adds the parts that show the world. */
  public static void add(ConsoleConfig config, Service service, SharedWorld world) {
    var broadcast = new Broadcast(world, config.web().viewers());
    Gauge.builder("holdfast.console.viewers", broadcast, Broadcast::viewers)
        .description("Pages that follow events")
        .register(service.metrics());
    var actions =
        new Actions(config.actions(), config.web(), Clock.systemUTC(), asks(config, service));
    service.add("broadcast", new Loop("broadcast", service, broadcast::turn));
    service.add(
        "web", new WebServer(config.web(), new Routes(world, new PageFiles(), actions), broadcast));
  }

  /** There is no producer where nobody may act. */
  private static Actions.Ask asks(ConsoleConfig config, Service service) {
    if (!config.actions().enabled()) {
      return operation -> {
        throw new IllegalStateException("actions are not enabled");
      };
    }
    var operator = new Operator(config.kafka(), config.registry());
    service.add("operator", Part.closing(operator));
    return operator::ask;
  }
}
