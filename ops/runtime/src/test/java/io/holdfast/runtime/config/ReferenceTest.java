package io.holdfast.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferenceTest {

  @Test
  void everyKeyIsListedWithItsTypeDefaultMeaningAndVariable() {
    String page = Reference.markdown("sample", SampleConfig.class);

    assertThat(page).startsWith("# Configuration of sample\n");
    assertThat(page.substring(page.indexOf("|---")))
        .isEqualTo(
            """
            |---|---|---|---|---|
            | `kafka.bootstrap-servers` | text | **must be set** | addresses of some brokers, `host:port,host:port` | `HOLDFAST_KAFKA_BOOTSTRAP_SERVERS` |
            | `kafka.topic-prefix` | text | `holdfast.` | prefix of the names of all topics, consumer groups and transactional ids | `HOLDFAST_KAFKA_TOPIC_PREFIX` |
            | `kafka.properties` | map of text |  | settings of every Kafka client, by Kafka's names: `security.protocol`, `sasl.mechanism`, `ssl.truststore.certificates`, … | `HOLDFAST_KAFKA_PROPERTIES` |
            | `http.host` | text | `127.0.0.1` | address to listen on; the answers are not protected, so think before widening it | `HOLDFAST_HTTP_HOST` |
            | `http.port` | whole number | `9101` | port to listen on; 0 takes any free one and logs it | `HOLDFAST_HTTP_PORT` |
            | `liveness` | group |  | when a node is judged |  |
            | `liveness.pulse` | duration | `250ms` | time between two pulses | `HOLDFAST_LIVENESS_PULSE` |
            | `liveness.dead` | duration | `6s` | silence that makes a node DEAD | `HOLDFAST_LIVENESS_DEAD` |
            | `liveness.correlated-share` | number | `0.3` | share of nodes that may be overdue at once, 0 to 1 | `HOLDFAST_LIVENESS_CORRELATED_SHARE` |
            | `stores` | map of group |  | where copies are kept | `HOLDFAST_STORES` |
            | `stores.<name>.path` | path | **must be set** |  |  |
            | `stores.<name>.part` | size | `64MiB` |  |  |
            | `stores.<name>.sync` | true or false | `true` |  |  |
            | `strategies` | list of balance \\| least-loaded \\| hash | `balance,hash` | strategies, the first that fits is used | `HOLDFAST_STRATEGIES` |
            | `journal` | path | not set |  | `HOLDFAST_JOURNAL` |
            | `proxy` | URL | not set |  | `HOLDFAST_PROXY` |
            | `key` | secret | not set |  | `HOLDFAST_KEY` |
            """);
  }
}
