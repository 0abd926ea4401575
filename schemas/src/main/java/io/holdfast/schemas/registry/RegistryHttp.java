package io.holdfast.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.schemas.registry.RegistryException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Requests and answers of the Confluent API, over the URLs in turn, beginning with the one that
 * answered last.
 */
final class RegistryHttp {

  private static final String JSON = "application/vnd.schemaregistry.v1+json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final RegistryConfig config;
  private final HttpClient client;
  private volatile int current;

  RegistryHttp(RegistryConfig config) {
    this.config = config;
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.connectTimeout());
    if (!config.ssl().isEmpty()) {
      builder.sslContext(SslSettings.context(config.ssl()));
    }
    this.client = builder.build();
  }

  JsonNode get(String path) {
    return inTurn(request().GET(), path, RegistryException::isRetryable);
  }

  /** As {@link #get}, but asks the other URLs too when one says that there is no such thing. */
  JsonNode getAnywhere(String path) {
    return inTurn(request().GET(), path, e -> e.isRetryable() || e.reason() == Reason.NOT_FOUND);
  }

  JsonNode post(String path, JsonNode body) {
    var request = request().POST(BodyPublishers.ofString(body.toString()));
    return inTurn(request, path, RegistryException::isRetryable);
  }

  JsonNode put(String path, JsonNode body) {
    var request = request().PUT(BodyPublishers.ofString(body.toString()));
    return inTurn(request, path, RegistryException::isRetryable);
  }

  private HttpRequest.Builder request() {
    var request =
        HttpRequest.newBuilder()
            .timeout(config.readTimeout())
            .header("Accept", JSON)
            .header("Content-Type", JSON);
    config.authorization().ifPresent(value -> request.header("Authorization", value.value()));
    return request;
  }

  private JsonNode inTurn(
      HttpRequest.Builder request, String path, Predicate<RegistryException> tryNext) {
    RegistryException worst = null;
    int first = current;
    for (int i = 0; i < config.urls().size(); i++) {
      int index = (first + i) % config.urls().size();
      try {
        URI base = config.urls().get(index);
        JsonNode answer = send(request.uri(URI.create(base + path)).build(), base);
        current = index;
        return answer;
      } catch (RegistryException e) {
        if (!tryNext.test(e)) {
          throw e;
        }
        worst = worse(worst, e);
      }
    }
    throw worst;
  }

  /** A failure that may pass outweighs a no: the URL that did not answer might have said yes. */
  private static RegistryException worse(RegistryException before, RegistryException now) {
    RegistryException worse = before == null || !before.isRetryable() ? now : before;
    if (before != null && before != now) {
      worse.addSuppressed(worse == now ? before : now);
    }
    return worse;
  }

  private JsonNode send(HttpRequest request, URI base) {
    HttpResponse<byte[]> response;
    try {
      response = client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new RegistryException(
          Reason.UNREACHABLE,
          "No answer from the schema registry at %s (%s): start it, or correct schema.registry.url."
              .formatted(base, why),
          e);
    } catch (InterruptedException e) {
      throw new InterruptException("Interrupted while asking the schema registry.", e);
    }
    return RegistryAnswer.of(response.statusCode(), json(response.body()), base);
  }

  /** Null if it is not a JSON object. */
  private static JsonNode json(byte[] body) {
    try {
      JsonNode json = MAPPER.readTree(body);
      return json != null && json.isObject() ? json : null;
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }
}
