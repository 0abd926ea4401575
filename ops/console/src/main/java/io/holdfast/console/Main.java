package io.holdfast.console;

import io.holdfast.console.config.ConsoleConfig;
import io.holdfast.console.follow.Follower;
import io.holdfast.console.follow.SharedWorld;
import io.holdfast.console.measure.Exporter;
import io.holdfast.console.web.Web;
import io.holdfast.runtime.App;
import io.holdfast.runtime.KafkaBroker;
import io.holdfast.runtime.Loop;
import io.holdfast.runtime.SchemaRegistry;
import io.holdfast.runtime.Service;
import java.time.Clock;

/** {@code java -jar holdfast-console.jar --config console.yaml}. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    prepareHttp();
    App.of("console", ConsoleConfig.class, ConsoleConfig::http, Main::assemble).main(args);
  }

  /** Read by the JDK's HTTP server when it is first used: a viewer's answer never ends. */
  static void prepareHttp() {
    System.setProperty("sun.net.httpserver.maxRspTime", "-1");
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  static void assemble(ConsoleConfig config, Service service) {
    var world = new SharedWorld();
    Web.add(config, service, world);
    service.await(new KafkaBroker(config.kafka()));
    service.await(new SchemaRegistry(config.registry()));
    service.add("follower", new Follower(config, service, world));
    var exporter = new Exporter(world, service.metrics(), Clock.systemUTC());
    service.add("exporter", new Loop("exporter", service, exporter::turn));
  }
}
