package io.holdfast.runtime;

import io.holdfast.runtime.config.KafkaConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** The Kafka cluster answers and knows us. */
public final class KafkaBroker implements Dependency {

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final KafkaConfig config;

  public KafkaBroker(KafkaConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "broker";
  }

  @Override
  public void probe() throws Exception {
    try (Admin admin = admin()) {
      admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw inWords(e.getCause());
    } catch (TimeoutException e) {
      throw away(e);
    }
  }

  private Admin admin() throws IOException {
    long millis = PATIENCE.toMillis();
    try {
      return Admin.create(
          config.clientProperties(
              Map.of(
                  "client.id",
                  "holdfast-probe",
                  "request.timeout.ms",
                  (int) millis,
                  "default.api.timeout.ms",
                  (int) millis,
                  "enable.metrics.push",
                  "false")));
    } catch (KafkaException e) {
      throw unusable(e);
    }
  }

  /** A name that does not resolve may do so later; a setting that is wrong stays wrong. */
  private IOException unusable(KafkaException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String words = String.valueOf(cause.getMessage());
    if (cause instanceof ConfigException && words.contains("resolvable")) {
      return new IOException(
          "none of the names in %s resolves".formatted(config.bootstrapServers()), e);
    }
    throw new StartRefusedException(
        Reason.CONFIGURATION, "Kafka's client refuses the settings under kafka: " + words, e);
  }

  private IOException inWords(Throwable cause) {
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return new IOException(
          "the broker at %s does not let us in: %s"
              .formatted(config.bootstrapServers(), cause.getMessage()),
          cause);
    }
    return away(cause);
  }

  private IOException away(Throwable cause) {
    return new IOException("no broker answers at " + config.bootstrapServers(), cause);
  }
}
