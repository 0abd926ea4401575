package io.holdfast.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.config.SampleConfig.LivenessConfig;
import io.holdfast.runtime.config.SampleConfig.StoreConfig;
import io.holdfast.runtime.config.SampleConfig.Strategy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

  private static final Map<String, String> BROKER =
      Map.of("HOLDFAST_KAFKA_BOOTSTRAP_SERVERS", "b:9092");

  @TempDir Path folder;

  @Test
  void whatNobodySetHasItsDefault() {
    SampleConfig config = Configuration.of(SampleConfig.class).environment(BROKER).load().value();

    assertThat(config)
        .isEqualTo(
            new SampleConfig(
                new KafkaConfig("b:9092", "holdfast.", Map.of()),
                new HttpConfig("127.0.0.1", 9101),
                new LivenessConfig(Duration.ofMillis(250), Duration.ofSeconds(6), 0.3),
                Map.of(),
                List.of(Strategy.BALANCE, Strategy.HASH),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void everyKeyCanBeSetInTheFile() {
    SampleConfig config =
        file("""
                kafka:
                  bootstrap-servers: b1:9092, b2:9092
                  topic-prefix: acme.
                  properties:
                    security.protocol: SASL_SSL
                    sasl: {mechanism: SCRAM-SHA-512}
                http: {host: 0.0.0.0, port: 8080}
                liveness.pulse: 100ms
                liveness:
                  dead: 1m
                  correlated-share: 0.5
                stores:
                  near: {path: /backup, part: 1GiB}
                  far.away:
                    path: /mnt/far
                    sync: false
                strategies: [least-loaded]
                journal: /var/journal
                proxy: http://proxy:3128
                key: hush
                """)
            .load()
            .value();

    assertThat(config)
        .isEqualTo(
            new SampleConfig(
                new KafkaConfig(
                    "b1:9092, b2:9092",
                    "acme.",
                    Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "SCRAM-SHA-512")),
                new HttpConfig("0.0.0.0", 8080),
                new LivenessConfig(Duration.ofMillis(100), Duration.ofMinutes(1), 0.5),
                Map.of(
                    "near", new StoreConfig(Path.of("/backup"), new DataSize(1 << 30), true),
                    "far.away",
                        new StoreConfig(Path.of("/mnt/far"), new DataSize(64 << 20), false)),
                List.of(Strategy.LEAST_LOADED),
                Optional.of(Path.of("/var/journal")),
                Optional.of(URI.create("http://proxy:3128")),
                Optional.of(Secret.parse("hush"))));
  }

  @Test
  void theArgumentWinsOverTheEnvironmentAndThatOverTheFile() {
    SampleConfig config =
        file("""
                kafka.bootstrap-servers: file:1
                kafka.topic-prefix: file.
                http.port: 1
                """)
            .environment(
                Map.of("HOLDFAST_KAFKA_TOPIC_PREFIX", "environment.", "HOLDFAST_HTTP_PORT", "2"))
            .set(List.of("http.port=3"))
            .load()
            .value();

    assertThat(config.kafka().bootstrapServers()).isEqualTo("file:1");
    assertThat(config.kafka().topicPrefix()).isEqualTo("environment.");
    assertThat(config.http().port()).isEqualTo(3);
  }

  @Test
  void dottedKafkaSettingsPassThroughFromEveryLayer() {
    SampleConfig config =
        file("kafka: {properties: {security.protocol: SASL_SSL, client.rack: z1}}")
            .environment(
                Map.of(
                    "HOLDFAST_KAFKA_BOOTSTRAP_SERVERS", "b:9092",
                    "HOLDFAST_KAFKA_PROPERTIES__SASL_JAAS_CONFIG", "module required user=\"a=b\";",
                    "HOLDFAST_KAFKA_PROPERTIES__CLIENT_RACK", "z2"))
            .set(List.of("kafka.properties.sasl.mechanism=SCRAM-SHA-256"))
            .load()
            .value();

    assertThat(config.kafka().clientProperties(Map.of("acks", "all")))
        .isEqualTo(
            Map.of(
                "bootstrap.servers", "b:9092",
                "security.protocol", "SASL_SSL",
                "client.rack", "z2",
                "sasl.jaas.config", "module required user=\"a=b\";",
                "sasl.mechanism", "SCRAM-SHA-256",
                "acks", "all"));
  }

  @Test
  void anEntryOfAMapOfGroupsIsReachedByItsPath() {
    SampleConfig config =
        file("stores: {near: {path: /a}}")
            .environment(BROKER)
            .set(List.of("stores.near.sync=false", "stores.far={path: /b}", "strategies=hash"))
            .load()
            .value();

    assertThat(config.stores().get("near"))
        .isEqualTo(new StoreConfig(Path.of("/a"), new DataSize(64 << 20), false));
    assertThat(config.stores().get("far").path()).isEqualTo(Path.of("/b"));
    assertThat(config.strategies()).containsExactly(Strategy.HASH);
  }

  @Test
  void theEffectiveConfigurationHidesSecretsAndSaysWhereEachValueIsFrom() {
    var effective =
        file("""
                kafka:
                  bootstrap-servers: b:1
                  properties: {sasl.jaas.config: user and word, client.rack: z1}
                key: hush
                proxy: http://me:hush@proxy:3128
                """)
            .set(List.of("kafka.properties.ssl.key.password=hush"))
            .load()
            .effective();

    assertThat(effective.toString()).doesNotContain("hush", "user and word");
    assertThat(effective)
        .contains(
            new Configuration.Effective("kafka.properties.client.rack", "z1", "agent.yaml line 3"),
            new Configuration.Effective(
                "kafka.properties.sasl.jaas.config", "***", "agent.yaml line 3"),
            new Configuration.Effective(
                "kafka.properties.ssl.key.password",
                "***",
                "--set kafka.properties.ssl.key.password"),
            new Configuration.Effective("key", "***", "agent.yaml line 4"),
            new Configuration.Effective("proxy", "http://me:***@proxy:3128", "agent.yaml line 5"),
            new Configuration.Effective("liveness.pulse", "250ms", "default"));
  }

  private Configuration.Loader<SampleConfig> file(String yaml) {
    try {
      return Configuration.of(SampleConfig.class)
          .file(Files.writeString(folder.resolve("agent.yaml"), yaml));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
