package io.holdfast.runtime;

import io.holdfast.runtime.http.HttpEndpoint;
import io.holdfast.runtime.http.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.URI;
import java.util.function.Supplier;

/**
 * What a process is made of, given to the app to be filled in. Dependencies and parts are started
 * in the order they were added, and stopped in reverse.
 */
public final class Service {

  private final String name;
  private final Metrics metrics;
  private final HttpEndpoint http;
  private final Readiness readiness;
  private final Ending ending;
  private final Steps steps;

  Service(
      String name,
      Metrics metrics,
      HttpEndpoint http,
      Readiness readiness,
      Ending ending,
      Steps steps) {
    this.name = name;
    this.metrics = metrics;
    this.http = http;
    this.readiness = readiness;
    this.ending = ending;
    this.steps = steps;
  }

  public String name() {
    return name;
  }

  /** Where the app registers its meters; shown at {@code /metrics}. */
  public MeterRegistry metrics() {
    return metrics.registry();
  }

  /** Adds a binder such as {@code KafkaClientMetrics}; it is closed at the end. */
  public void bind(MeterBinder binder) {
    metrics.bind(binder);
  }

  /** Waits for it, with back-off and in words, before anything added later is started. */
  public void await(Dependency dependency) {
    steps.await(dependency, readiness.add(dependency.name(), "has not answered yet"));
  }

  /** Starts it in its turn. Until then the process is not ready, under this name. */
  public <P extends Part> P add(String part, P implementation) {
    steps.add(part, implementation, readiness.add(part, "not started"));
    return implementation;
  }

  /**
   * Something beyond started parts that readiness needs, such as an assigned partition.
   *
   * @param missing what is lacking until it is met for the first time, in a few words
   */
  public Condition condition(String condition, String missing) {
    return readiness.add(condition, missing);
  }

  /** Where the process answers over HTTP; with the port that was found free when 0 was asked. */
  public URI url() {
    return http.uri();
  }

  /** Answers GET of this path on the process's HTTP endpoint. */
  public void page(String path, Supplier<HttpEndpoint.Page> page) {
    http.page(path, page);
  }

  /**
   * Whether the process is ending because of this signal, such as {@code SIGHUP}; for parts that
   * stop differently then.
   */
  public boolean isAskedBy(String signal) {
    return ending.isAskedBy(signal);
  }

  /**
   * A part is beyond help: the process stops in order and exits with {@link ExitCode#FAILED}. May
   * be called from any thread; only the first call counts.
   */
  public void fail(String part, Throwable cause) {
    ending.failed(part, cause);
  }
}
