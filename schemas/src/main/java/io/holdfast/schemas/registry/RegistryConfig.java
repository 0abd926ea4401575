package io.holdfast.schemas.registry;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * How to reach the registry, from Confluent's configuration keys.
 *
 * @param urls in the order in which they are tried; empty if {@code mockScope} is present
 * @param mockScope a registry in this process instead
 * @param authorization the header's value, where credentials were given
 * @param ssl Kafka's {@code ssl.*} settings without the prefix {@code schema.registry.}; empty
 *     means the JVM's own trust
 */
record RegistryConfig(
    List<URI> urls,
    Optional<String> mockScope,
    Optional<Password> authorization,
    Map<String, Object> ssl,
    Duration connectTimeout,
    Duration readTimeout,
    RetryPolicy retries) {

  static final String URL = "schema.registry.url";
  static final String PREFIX = "schema.registry.";
  static final String CREDENTIALS_SOURCE = "basic.auth.credentials.source";
  static final String USER_INFO = "basic.auth.user.info";

  private static final String MOCK = "mock://";

  private static final ConfigDef KEYS =
      new ConfigDef()
          .define(URL, Type.LIST, Importance.HIGH, "URLs of the registry; mock://scope for tests")
          .define(CREDENTIALS_SOURCE, Type.STRING, "URL", Importance.MEDIUM, "URL or USER_INFO")
          .define(USER_INFO, Type.PASSWORD, "", Importance.MEDIUM, "user:password")
          .define("http.connect.timeout.ms", Type.INT, 5_000, atLeast(1), Importance.LOW, "")
          .define("http.read.timeout.ms", Type.INT, 10_000, atLeast(1), Importance.LOW, "")
          .define("max.retries", Type.INT, 3, atLeast(0), Importance.LOW, "")
          .define("retries.wait.ms", Type.INT, 500, atLeast(0), Importance.LOW, "")
          .define("retries.max.wait.ms", Type.INT, 10_000, atLeast(0), Importance.LOW, "");

  RegistryConfig {
    urls = List.copyOf(urls);
    ssl = Map.copyOf(ssl);
  }

  static RegistryConfig from(Map<String, ?> settings) {
    var config = new AbstractConfig(KEYS, settings, false);
    List<String> urls = config.getList(URL);
    if (urls.isEmpty()) {
      throw new ConfigException(URL, urls, "name at least one URL of a schema registry");
    }
    Optional<String> scope = mockScope(urls);
    List<URI> parsed =
        scope.isPresent() ? List.of() : urls.stream().map(RegistryConfig::url).toList();
    return new RegistryConfig(
        parsed.stream().map(RegistryConfig::withoutUser).toList(),
        scope,
        userInfo(config, parsed).map(RegistryConfig::basic),
        SslSettings.from(config.originalsWithPrefix(PREFIX)),
        Duration.ofMillis(config.getInt("http.connect.timeout.ms")),
        Duration.ofMillis(config.getInt("http.read.timeout.ms")),
        new RetryPolicy(
            config.getInt("max.retries"),
            Duration.ofMillis(config.getInt("retries.wait.ms")),
            Duration.ofMillis(config.getInt("retries.max.wait.ms"))));
  }

  private static Optional<String> mockScope(List<String> urls) {
    boolean mock = urls.stream().anyMatch(url -> url.startsWith(MOCK));
    if (mock && urls.size() > 1) {
      throw new ConfigException(URL, urls, "mock:// stands alone or not at all");
    }
    return mock ? Optional.of(urls.get(0).substring(MOCK.length())) : Optional.empty();
  }

  private static URI url(String text) {
    try {
      var url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new ConfigException(URL, text, "not a URL: " + e.getMessage());
    }
    throw new ConfigException(URL, text, "write it as http://host:port or https://host:port");
  }

  private static URI withoutUser(URI url) {
    try {
      return new URI(
          url.getScheme(), null, url.getHost(), url.getPort(), url.getPath(), null, null);
    } catch (URISyntaxException e) {
      throw new ConfigException(URL, url.getHost(), "not a URL: " + e.getMessage());
    }
  }

  private static Optional<String> userInfo(AbstractConfig config, List<URI> urls) {
    String source = config.getString(CREDENTIALS_SOURCE);
    switch (source) {
      case "URL":
        return urls.stream().map(URI::getUserInfo).filter(info -> info != null).findFirst();
      case "USER_INFO":
        String info = config.getPassword(USER_INFO).value();
        if (info.indexOf(':') < 1) {
          throw new ConfigException(USER_INFO, Password.HIDDEN, "write it as user:password");
        }
        return Optional.of(info);
      default:
        throw new ConfigException(CREDENTIALS_SOURCE, source, "known are URL and USER_INFO");
    }
  }

  private static Password basic(String userInfo) {
    byte[] bytes = userInfo.getBytes(StandardCharsets.UTF_8);
    return new Password("Basic " + Base64.getEncoder().encodeToString(bytes));
  }
}
