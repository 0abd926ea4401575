package io.holdfast.runtime.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The meters of this process, in Prometheus's text format. */
public final class Metrics implements AutoCloseable {

  private static final Path STATUS = Path.of("/proc/self/status");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Deque<AutoCloseable> closeables = new ArrayDeque<>();

  /** With the JVM's and the process's own meters. */
  public static Metrics ofThisProcess() {
    var metrics = new Metrics();
    List.of(
            new JvmMemoryMetrics(),
            new JvmGcMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics(),
            (MeterBinder) Metrics::bindResidentMemory)
        .forEach(metrics::bind);
    return metrics;
  }

  public MeterRegistry registry() {
    return registry;
  }

  /** Adds a binder's meters, and closes the binder at the end if it wants closing. */
  public synchronized void bind(MeterBinder binder) {
    binder.bindTo(registry);
    if (binder instanceof AutoCloseable closeable) {
      closeables.push(closeable);
    }
  }

  public HttpEndpoint.Page page() {
    return new HttpEndpoint.Page(
        200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
  }

  @Override
  public synchronized void close() throws Exception {
    while (!closeables.isEmpty()) {
      closeables.pop().close();
    }
    registry.close();
  }

  private static void bindResidentMemory(MeterRegistry registry) {
    if (Files.isReadable(STATUS)) {
      Gauge.builder("process.resident.memory", Metrics::residentBytes)
          .baseUnit("bytes")
          .description("Memory of this process that is in RAM")
          .register(registry);
    }
  }

  /** VmRSS of Linux's proc(5), NaN where it cannot be read. */
  private static double residentBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024.0;
        }
      }
      return Double.NaN;
    } catch (IOException e) {
      return Double.NaN; // Micrometer's word for "unknown"
    }
  }
}
