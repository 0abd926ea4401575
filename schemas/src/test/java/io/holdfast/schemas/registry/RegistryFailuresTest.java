package io.holdfast.schemas.registry;

import static io.holdfast.schemas.registry.SchemaRegistryContract.ONE;
import static io.holdfast.schemas.registry.SchemaRegistryContract.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.schemas.registry.RegistryException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryFailuresTest {

  private RegistryServer server;

  @BeforeEach
  void start() {
    server = RegistryServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | {\"error_code\":40101} | REFUSED",
        "403 | {\"error_code\":40301} | REFUSED",
        "404 | {\"error_code\":40403} | NOT_FOUND",
        "404 | {\"error_code\":404}   | UNINTELLIGIBLE",
        "404 | <h1>nothing here</h1>  | UNINTELLIGIBLE",
        "200 | <h1>welcome</h1>       | UNINTELLIGIBLE",
        "200 | {}                     | UNINTELLIGIBLE",
        "200 | {\"schema\":\"nonsense\"} | INVALID",
        "409 | {\"error_code\":409}   | INCOMPATIBLE",
        "422 | {\"error_code\":42201} | INVALID",
        "429 | {}                     | UNAVAILABLE",
        "500 | {\"error_code\":50001} | UNAVAILABLE",
        "503 | busy                   | UNAVAILABLE",
      })
  void everyAnswerHasOneReason(int status, String body, Reason reason) {
    server.answerInstead(status, body);

    assertThat(reasonOf(() -> http(server.url()).schema(1))).isEqualTo(reason);
  }

  @Test
  void aRegistryThatIsAwayIsUnreachableAndTheMessageSaysWhatToDo() {
    server.close();

    assertThatThrownBy(() -> http(server.url()).schema(1))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
              assertThat(e.isRetryable()).isTrue();
              assertThat(e).hasMessageContaining(server.url()).hasMessageContaining("start it");
            });
  }

  @Test
  void theNextUrlIsAskedWhenOneIsAway() {
    int id = server.contents().register("s-value", ONE);
    var gone = RegistryServer.start();
    gone.close();

    assertThat(http(gone.url() + "," + server.url() + "/").schema(id)).isEqualTo(ONE);
  }

  @Test
  void theNextUrlIsAskedWhenOneDoesNotKnowAnId() {
    int id = server.contents().register("s-value", ONE);
    try (var behind = RegistryServer.start()) {
      assertThat(http(behind.url() + "," + server.url()).schema(id)).isEqualTo(ONE);
    }
  }

  @Test
  void anIdIsNotCalledUnknownWhileAUrlIsAway() {
    var gone = RegistryServer.start();
    gone.close();

    assertThat(reasonOf(() -> http(server.url() + "," + gone.url()).schema(7)))
        .isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void credentialsAreSentFromUserInfoAndFromTheUrl() {
    int id = server.contents().register("s-value", ONE);
    server.requireAuthorization("Basic dXNlcjpzZWNyZXQ=");

    var byUserInfo = settings(server.url());
    byUserInfo.put("basic.auth.credentials.source", "USER_INFO");
    byUserInfo.put("basic.auth.user.info", "user:secret");
    assertThat(http(byUserInfo).schema(id)).isEqualTo(ONE);
    assertThat(http(server.url().replace("//", "//user:secret@")).schema(id)).isEqualTo(ONE);
    assertThat(reasonOf(() -> http(server.url()).schema(id))).isEqualTo(Reason.REFUSED);
  }

  @Test
  void aSecretIsNotPrinted() {
    var config = RegistryConfig.from(settings("http://user:secret@localhost:1"));

    assertThat(config.toString()).doesNotContain("secret").doesNotContain("dXNlcjpzZWNyZXQ");
  }

  @Test
  void retriesWaitTwiceAsLongEachTimeAndGiveUp() {
    var failing = new CountingRegistry(new MockSchemaRegistry());
    failing.failWith(Reason.UNAVAILABLE);
    List<Duration> waits = new ArrayList<>();
    var policy = new RetryPolicy(4, Duration.ofMillis(100), Duration.ofMillis(300));

    var retrying = new RetryingSchemaRegistry(failing, policy, waits::add);

    assertThat(reasonOf(() -> retrying.schema(1))).isEqualTo(Reason.UNAVAILABLE);
    assertThat(waits).extracting(Duration::toMillis).containsExactly(100L, 200L, 300L, 300L);
  }

  @Test
  void aNoIsNotAskedForTwice() {
    var refusing = new CountingRegistry(new MockSchemaRegistry());
    refusing.failWith(Reason.REFUSED);
    var policy = new RetryPolicy(4, Duration.ofMillis(100), Duration.ofMillis(300));

    assertThat(reasonOf(() -> new RetryingSchemaRegistry(refusing, policy, time -> {}).schema(1)))
        .isEqualTo(Reason.REFUSED);

    assertThat(refusing.requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                      | at least one URL",
        "localhost:8081          | http://host:port",
        "ftp://localhost         | http://host:port",
        "'mock://a,http://b'     | stands alone",
      })
  void aUrlThatCannotBeIsRefusedAtOnce(String url, String words) {
    assertThatThrownBy(() -> RegistryConfig.from(settings(url))).hasMessageContaining(words);
  }

  private static SchemaRegistry http(String urls) {
    return http(settings(urls));
  }

  private static SchemaRegistry http(Map<String, Object> settings) {
    return new HttpSchemaRegistry(RegistryConfig.from(settings));
  }

  private static Map<String, Object> settings(String urls) {
    return new HashMap<>(Map.of("schema.registry.url", urls));
  }
}
