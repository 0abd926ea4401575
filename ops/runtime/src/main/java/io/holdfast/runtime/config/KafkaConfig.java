package io.holdfast.runtime.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The cluster and how to be let in. Everything in {@code properties} reaches every client as it is
 * written, so all that Kafka's own documentation says of security works here unchanged.
 */
public record KafkaConfig(
    @Describe("addresses of some brokers, `host:port,host:port`") String bootstrapServers,
    @Describe("prefix of the names of all topics, consumer groups and transactional ids")
        @Default("holdfast.")
        String topicPrefix,
    @Describe(
            "settings of every Kafka client, by Kafka's names: `security.protocol`,"
                + " `sasl.mechanism`, `ssl.truststore.certificates`, …")
        Map<String, String> properties) {

  private static final Pattern ADDRESSES =
      Pattern.compile(
          "(\\[[^\\]\\s]+\\]|[^\\s,:\\[\\]]+):\\d{1,5}(\\s*,\\s*(\\[[^\\]\\s]+\\]|[^\\s,:\\[\\]]+):\\d{1,5})*");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{0,100}");

  public KafkaConfig {
    InvalidSetting.unless(
        ADDRESSES.matcher(bootstrapServers.strip()).matches(),
        "bootstrapServers",
        bootstrapServers,
        "addresses such as broker-1:9092,broker-2:9092");
    InvalidSetting.unless(
        PREFIX.matcher(topicPrefix).matches(),
        "topicPrefix",
        topicPrefix,
        "letters, digits, dots, dashes and underscores, as topics allow");
    InvalidSetting.unless(
        !properties.containsKey("bootstrap.servers"),
        "properties",
        properties.keySet(),
        "no bootstrap.servers here: set kafka.bootstrap-servers");
    properties = Map.copyOf(properties);
  }

  /** For code and tests that have an address and nothing to add. */
  public static KafkaConfig at(String bootstrapServers) {
    return new KafkaConfig(bootstrapServers, "holdfast.", Map.of());
  }

  /** What every client of this cluster is given: the address and the pass-through settings. */
  public Map<String, Object> clientProperties() {
    var merged = new LinkedHashMap<String, Object>(properties);
    merged.put("bootstrap.servers", bootstrapServers);
    return merged;
  }

  /**
   * A client's own settings with the address and the pass-through settings. Settings the client
   * needs to be correct ({@code acks}, {@code isolation.level}, serializers) are not the
   * operator's: {@code own} wins.
   */
  public Map<String, Object> clientProperties(Map<String, ?> own) {
    var merged = clientProperties();
    merged.putAll(own);
    return merged;
  }
}
