package io.holdfast.runtime;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.HttpConfig;
import io.holdfast.runtime.config.KafkaConfig;
import java.time.Duration;

/** A process for tests: two parts that say what happens to them, and a thread that may die. */
final class SampleApp {

  record Config(
      HttpConfig http,
      @Default("1h") Duration failsAfter,
      @Default("0s") Duration stopTakes,
      @Default("{bootstrap-servers: 'localhost:1'}") KafkaConfig kafka,
      @Default("false") boolean needsBroker) {}

  private SampleApp() {}

  public static void main(String[] args) {
    App.of("sample", Config.class, Config::http, SampleApp::assemble)
        .stopWithin(Duration.ofSeconds(2))
        .main(args);
  }

  private static void assemble(Config config, Service service) {
    if (config.needsBroker()) {
      service.await(new KafkaBroker(config.kafka()));
    }
    service.add("first", new Spoken("first", config.stopTakes()));
    service.add("second", new Spoken("second", Duration.ZERO));
    service.add("loop", new Loop("loop", service, () -> failAfter(config.failsAfter())));
  }

  private static void failAfter(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
    throw new IllegalStateException("the loop has had enough");
  }

  private record Spoken(String name, Duration stopTakes) implements Part {

    @Override
    public void start() {
      System.out.println("start " + name);
    }

    @Override
    public void stop(Duration within) throws InterruptedException {
      Thread.sleep(stopTakes.toMillis());
      System.out.println("stop " + name);
    }
  }
}
