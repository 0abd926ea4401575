package io.holdfast.schemas.registry;

import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Key and trust stores for the registry, given as Kafka gives them: PEM text and files, PKCS12,
 * JKS.
 */
final class SslSettings {

  private SslSettings() {}

  /**
   * The {@code ssl.*} among the settings, parsed and with Kafka's defaults; empty if there is none.
   */
  static Map<String, Object> from(Map<String, ?> settings) {
    Map<String, Object> given = new HashMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("ssl.") && value != null) {
            given.put(key, value);
          }
        });
    if (given.isEmpty()) {
      return given;
    }
    Map<String, Object> parsed = new ConfigDef().withClientSslSupport().parse(given);
    parsed.values().removeIf(value -> value == null);
    return parsed;
  }

  static SSLContext context(Map<String, Object> ssl) {
    try (var factory = new DefaultSslEngineFactory()) {
      factory.configure(ssl);
      return factory.sslContext();
    }
  }
}
