package io.holdfast.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.schemas.registry.RegistryException.Reason;
import java.net.URI;

/** What a status and an {@code error_code} of the Confluent API mean. */
final class RegistryAnswer {

  private RegistryAnswer() {}

  /**
   * The body, if it is an answer to the request.
   *
   * @param body null if it was not a JSON object
   */
  static JsonNode of(int status, JsonNode body, URI base) {
    if (status / 100 == 2 && body != null) {
      return body;
    }
    throw new RegistryException(reason(status, body), words(status, body, base));
  }

  /**
   * A 404 without one of the API's own codes means that this is another server: no statement about
   * any schema.
   */
  private static Reason reason(int status, JsonNode body) {
    switch (status) {
      case 401:
      case 403:
        return Reason.REFUSED;
      case 404:
        return errorCode(body) / 100 == 404 ? Reason.NOT_FOUND : Reason.UNINTELLIGIBLE;
      case 409:
        return Reason.INCOMPATIBLE;
      case 422:
        return Reason.INVALID;
      case 408:
      case 429:
        return Reason.UNAVAILABLE;
      default:
        return status >= 500 ? Reason.UNAVAILABLE : Reason.UNINTELLIGIBLE;
    }
  }

  private static int errorCode(JsonNode body) {
    JsonNode code = body == null ? null : body.get("error_code");
    return code == null ? 0 : code.asInt();
  }

  private static String words(int status, JsonNode body, URI base) {
    String message = body == null ? "not a JSON object" : body.path("message").asText("no message");
    return "The schema registry at %s answered %d: %s".formatted(base, status, brief(message));
  }

  private static String brief(String message) {
    return message.length() <= 500 ? message : message.substring(0, 500) + "…";
  }
}
