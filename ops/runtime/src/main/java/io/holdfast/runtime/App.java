package io.holdfast.runtime;

import io.holdfast.runtime.config.Configuration;
import io.holdfast.runtime.config.ConfigurationException;
import io.holdfast.runtime.config.DurationText;
import io.holdfast.runtime.config.HttpConfig;
import io.holdfast.runtime.config.Reference;
import io.holdfast.runtime.http.HttpEndpoint;
import io.holdfast.runtime.http.HttpEndpoint.Page;
import io.holdfast.runtime.http.Metrics;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process from its arguments to its exit code. The whole of a {@code Main}:
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   App.of("health-stream", HealthConfig.class, HealthConfig::http, Main::assemble).main(args);
 * }
 * }</pre>
 *
 * @param <C> the app's configuration record
 */
public final class App<C extends Record> {

  /** Says what the process is made of; constructs, and starts nothing. */
  @FunctionalInterface
  public interface Assembly<C> {
    /**
     * Adds to the service what it needs before and while it runs.
     *
     * @throws StartRefusedException when what is configured cannot be
     */
    void assemble(C config, Service service) throws Exception;
  }

  private static final Logger log = LoggerFactory.getLogger(App.class);

  private final String name;
  private final Class<C> type;
  private final Function<C, HttpConfig> http;
  private final Assembly<C> assembly;
  private final Duration stopWithin;
  private final Ending ending = new Ending();

  private App(
      String name,
      Class<C> type,
      Function<C, HttpConfig> http,
      Assembly<C> assembly,
      Duration stopWithin) {
    this.name = name;
    this.type = type;
    this.http = http;
    this.assembly = assembly;
    this.stopWithin = stopWithin;
  }

  /** Parts have 10 seconds in all to stop. */
  public static <C extends Record> App<C> of(
      String name, Class<C> type, Function<C, HttpConfig> http, Assembly<C> assembly) {
    return new App<>(name, type, http, assembly, Duration.ofSeconds(10));
  }

  public App<C> stopWithin(Duration all) {
    return new App<>(name, type, http, assembly, all);
  }

  /** Runs to the end of the process and exits it. Does not return. */
  @SuppressWarnings("IncorrectMainMethod") // the instance's counterpart of the static one
  public void main(String[] args) {
    Signals.endWith(ending);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> ending.failed(thread.getName(), error));
    System.exit(run(List.of(args), System.getenv()).code());
  }

  /** Runs until {@link #stop} is called or a part fails. */
  public ExitCode run(List<String> args, Map<String, String> environment) {
    try {
      Arguments arguments = Arguments.parse(args);
      switch (arguments.purpose()) {
        case HELP -> System.out.print(Arguments.USAGE.formatted(name));
        case REFERENCE -> System.out.print(Reference.markdown(name, type));
        case CHECK -> print(load(arguments, environment));
        default -> {
          return run(load(arguments, environment));
        }
      }
      return ExitCode.ORDERLY;
    } catch (ConfigurationException e) {
      ending.refused(new StartRefusedException(Reason.CONFIGURATION, e.getMessage(), e));
      return ending.exitCode();
    }
  }

  /** Asks a running process to end in order; {@link #run} returns when it has. */
  public void stop() {
    ending.asked("stop");
  }

  private Configuration<C> load(Arguments arguments, Map<String, String> environment) {
    var loader = Configuration.of(type);
    arguments.config().ifPresent(loader::file);
    return loader.environment(environment).set(arguments.assignments()).load();
  }

  private static void print(Configuration<?> configuration) {
    configuration
        .effective()
        .forEach(s -> System.out.printf("%s: %s  # %s%n", s.key(), s.value(), s.from()));
  }

  private ExitCode run(Configuration<C> configuration) {
    log.atInfo()
        .addKeyValue("app", name)
        .addKeyValue("pid", ProcessHandle.current().pid())
        .log("starting");
    configuration
        .effective()
        .forEach(
            setting ->
                log.atInfo()
                    .addKeyValue("key", setting.key())
                    .addKeyValue("value", setting.value())
                    .addKeyValue("from", setting.from())
                    .log("setting"));
    var readiness = new Readiness();
    // Without it the process would be ready as long as it does not know yet what it needs.
    Condition assembled = readiness.add("assembly", "starting");
    HttpConfig where = http.apply(configuration.value());
    try (Metrics metrics = Metrics.ofThisProcess();
        HttpEndpoint endpoint = open(where)) {
      endpoint.page("/healthz", this::health);
      endpoint.page("/readyz", () -> ready(readiness));
      endpoint.page("/metrics", metrics::page);
      Gauge.builder("holdfast.ready", () -> isReady(readiness) ? 1 : 0)
          .description("1 when /readyz answers 200")
          .register(metrics.registry());
      log.atInfo().addKeyValue("url", endpoint.uri()).log("listening");
      var steps =
          new Steps(ending, Backoff.of(name + where.port() + ProcessHandle.current().pid()));
      assembly.assemble(
          configuration.value(), new Service(name, metrics, endpoint, readiness, ending, steps));
      assembled.met();
      return live(steps);
    } catch (StartRefusedException e) {
      ending.refused(e);
    } catch (ConfigurationException e) {
      ending.refused(new StartRefusedException(Reason.CONFIGURATION, e.getMessage(), e));
    } catch (Exception e) {
      ending.failed(name, e);
    }
    return ending.exitCode();
  }

  private ExitCode live(Steps steps) throws InterruptedException {
    var starter = new Thread(steps::start, "start");
    starter.start();
    ending.await();
    starter.interrupt();
    starter.join(stopWithin.toMillis() / 2);
    boolean orderly = steps.stop(stopWithin);
    ExitCode code =
        ending.exitCode() == ExitCode.ORDERLY && !orderly ? ExitCode.OVERDUE : ending.exitCode();
    log.atInfo()
        .addKeyValue("exit", code.code())
        .addKeyValue("within", DurationText.print(stopWithin))
        .log("stopped");
    return code;
  }

  private HttpEndpoint open(HttpConfig config) throws IOException {
    String address = config.host() + ":" + config.port();
    try {
      return HttpEndpoint.open(config.host(), config.port());
    } catch (BindException e) {
      boolean foreign = String.valueOf(e.getMessage()).contains("assign");
      throw new StartRefusedException(
          foreign ? Reason.CONFIGURATION : Reason.PORT_TAKEN,
          foreign
              ? "this machine has no address %s: set http.host to one it has"
                  .formatted(config.host())
              : "%s is taken by another process: set http.port to a free port, or to 0 for any"
                  .formatted(address),
          e);
    } catch (UnknownHostException | SocketException | IllegalArgumentException e) {
      throw new StartRefusedException(
          Reason.CONFIGURATION,
          "cannot listen on %s (%s): set http.host and http.port"
              .formatted(address, e.getMessage()),
          e);
    }
  }

  private Page health() {
    ExitCode ended = ending.exitCode();
    return ended == null || ended == ExitCode.ORDERLY
        ? Page.text(200, ended == null ? "alive" : "stopping")
        : Page.text(503, "failed, stopping");
  }

  private boolean isReady(Readiness readiness) {
    return !ending.hasBegun() && readiness.missing().isEmpty();
  }

  private Page ready(Readiness readiness) {
    return ending.hasBegun() ? Page.text(503, "not ready\nstopping") : readiness.page();
  }
}
