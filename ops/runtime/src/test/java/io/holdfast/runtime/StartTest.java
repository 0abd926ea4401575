package io.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.runtime.config.HttpConfig;
import io.holdfast.runtime.config.KafkaConfig;
import io.holdfast.runtime.config.RegistryConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StartTest {

  record Config(HttpConfig http) {}

  private final List<String> story = Collections.synchronizedList(new ArrayList<>());

  @Test
  void aPartThatRefusesEndsTheStartAndWhatRanIsStopped() {
    ExitCode code =
        run(
            service -> {
              service.add("first", part("first", () -> {}));
              service.add(
                  "second",
                  part(
                      "second",
                      () -> {
                        throw new StartRefusedException(
                            Reason.STORAGE, "/backup is not writable: give it to this user");
                      }));
              service.add("third", part("third", () -> {}));
            });

    assertThat(code).isEqualTo(ExitCode.REFUSED);
    assertThat(story).containsExactly("start first", "start second", "stop second", "stop first");
  }

  @Test
  void aDependencyIsAskedUntilItAnswersBeforeTheNextPartStarts() {
    var asked = new AtomicInteger();

    ExitCode code =
        run(
            service -> {
              service.await(
                  Dependency.of(
                      "broker",
                      () -> {
                        story.add("ask");
                        if (asked.incrementAndGet() < 3) {
                          throw new IOException("no broker answers");
                        }
                      }));
              service.add("loop", part("loop", () -> service.fail("loop", new IOException("end"))));
            });

    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(story).containsExactly("ask", "ask", "ask", "start loop", "stop loop");
  }

  @Test
  void aLoopIsWokenWhenItIsToStop() {
    var work = new LinkedBlockingQueue<String>();
    var turns = new AtomicInteger();

    ExitCode code =
        run(
            service -> {
              Loop.Turn turn =
                  () -> {
                    turns.incrementAndGet();
                    work.take();
                  };
              service.add("loop", new Loop("loop", service, turn, () -> work.offer("wake up")));
              service.add(
                  "end",
                  part(
                      "end",
                      () -> {
                        Awaitility.await().until(() -> turns.get() == 1);
                        service.fail("end", new IOException("the end"));
                      }));
            });

    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(turns).hasValue(1);
  }

  @Test
  void anAssemblyThatThrowsAnErrorOfItsOwnFailsTheProcess() {
    assertThat(
            run(
                service -> {
                  throw new IllegalStateException("a mistake");
                }))
        .isEqualTo(ExitCode.FAILED);
  }

  @Test
  void settingsThatKafkaRefusesAreABadConfiguration() {
    var config = new KafkaConfig("localhost:1", "holdfast.", Map.of("security.protocol", "SAFE"));

    assertThat(run(service -> service.await(new KafkaBroker(config))))
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void aNameThatDoesNotResolveMayDoSoLater() {
    var config = KafkaConfig.at("no..such.host:9092");

    Assertions.assertThatThrownBy(() -> new KafkaBroker(config).probe())
        .isInstanceOf(IOException.class)
        .hasMessage("none of the names in no..such.host:9092 resolves");
  }

  @Test
  void aRegistryIsThereWhenItListsItsSubjects() throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var status = new AtomicInteger(503);
    server.createContext(
        "/api/subjects",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/api/";
    try {
      var registry = new SchemaRegistry(RegistryConfig.at(url));

      Assertions.assertThatThrownBy(registry::probe)
          .hasMessage("what answers at " + url + " is no schema registry yet (HTTP 503)");
      status.set(401);
      Assertions.assertThatThrownBy(registry::probe)
          .hasMessageContaining("does not let us in (HTTP 401)");
      status.set(200);
      Assertions.assertThatCode(registry::probe).doesNotThrowAnyException();
      var second = new SchemaRegistry(RegistryConfig.at("http://127.0.0.1:1," + url));
      Assertions.assertThatCode(second::probe).doesNotThrowAnyException();
    } finally {
      server.stop(0);
    }
    Assertions.assertThatThrownBy(() -> new SchemaRegistry(RegistryConfig.at(url)).probe())
        .hasMessage("no schema registry answers at " + url);
  }

  private interface Build {
    void with(Service service);
  }

  private ExitCode run(Build build) {
    return App.of("sample", Config.class, Config::http, (config, service) -> build.with(service))
        .stopWithin(Duration.ofSeconds(5))
        .run(List.of(), Map.of());
  }

  private Part part(String name, Runnable onStart) {
    return new Part() {
      @Override
      public void start() {
        story.add("start " + name);
        onStart.run();
      }

      @Override
      public void stop(Duration within) {
        story.add("stop " + name);
      }
    };
  }
}
