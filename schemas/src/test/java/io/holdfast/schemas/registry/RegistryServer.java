package io.holdfast.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** The Confluent API over a {@link MockSchemaRegistry}, on a free port of the loopback. */
public final class RegistryServer implements AutoCloseable {

  /** An answer given instead of the API's own. */
  record Answer(int status, String body) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final MockSchemaRegistry registry = new MockSchemaRegistry();
  private final HttpServer server;
  private final String scheme;
  private volatile Optional<Answer> instead = Optional.empty();
  private volatile Optional<String> requiredAuthorization = Optional.empty();

  private RegistryServer(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
  }

  public static RegistryServer start() {
    try {
      return start(HttpServer.create(anyPort(), 0), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RegistryServer start(SSLContext context) {
    try {
      HttpsServer server = HttpsServer.create(anyPort(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      return start(server, "https");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RegistryServer start(HttpServer http, String scheme) {
    var server = new RegistryServer(http, scheme);
    http.createContext("/", server::handle);
    http.start();
    return server;
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  String url() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  public Map<String, Object> settings() {
    return Map.of("schema.registry.url", url());
  }

  MockSchemaRegistry contents() {
    return registry;
  }

  void answerInstead(int status, String body) {
    instead = Optional.of(new Answer(status, body));
  }

  void requireAuthorization(String header) {
    requiredAuthorization = Optional.of(header);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Answer answer;
    try {
      answer = instead.isPresent() ? instead.get() : authorized(exchange);
    } catch (RegistryException e) {
      answer = refusal(e);
    } catch (AvroRuntimeException e) {
      answer = error(422, 42201, e.getMessage());
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Answer authorized(HttpExchange exchange) throws IOException {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    if (requiredAuthorization.isPresent() && !requiredAuthorization.get().equals(given)) {
      return error(401, 40101, "who are you");
    }
    String[] path = exchange.getRequestURI().getRawPath().substring(1).split("/", -1);
    for (int i = 0; i < path.length; i++) {
      path[i] = URLDecoder.decode(path[i].replace("+", "%2B"), StandardCharsets.UTF_8);
    }
    return route(exchange.getRequestMethod(), path, JSON.readTree(exchange.getRequestBody()));
  }

  private Answer route(String method, String[] path, JsonNode body) {
    String route = method + " " + path[0] + " " + path.length;
    switch (route) {
      case "GET schemas 3":
        return ok(object().put("schema", registry.schema(Integer.parseInt(path[2])).toString()));
      case "POST subjects 3":
        return ok(object().put("id", registry.register(path[1], schema(body))));
      case "POST subjects 2":
        return ok(object().put("id", registry.id(path[1], schema(body))));
      case "GET subjects 4":
        var latest = registry.latest(path[1]);
        return ok(
            object()
                .put("id", latest.id())
                .put("version", latest.version())
                .put("schema", latest.schema().toString()));
      case "POST compatibility 4":
        return ok(object().put("is_compatible", registry.isCompatible(path[2], schema(body))));
      case "GET config 2":
        return registry
            .compatibility(path[1])
            .map(mode -> ok(object().put("compatibilityLevel", mode.name())))
            .orElse(error(404, 40408, "not set"));
      case "PUT config 2":
        registry.setCompatibility(
            path[1], Compatibility.valueOf(body.get("compatibility").textValue()));
        return ok(object());
      default:
        return new Answer(404, "{\"error_code\":404,\"message\":\"no such resource\"}");
    }
  }

  private static Schema schema(JsonNode body) {
    return new Schema.Parser().parse(body.get("schema").textValue());
  }

  private static Answer refusal(RegistryException e) {
    switch (e.reason()) {
      case NOT_FOUND:
        return error(404, 40403, e.getMessage());
      case INCOMPATIBLE:
        return error(409, 409, e.getMessage());
      default:
        throw e;
    }
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static Answer ok(ObjectNode body) {
    return new Answer(200, body.toString());
  }

  private static Answer error(int status, int code, String message) {
    return new Answer(status, object().put("error_code", code).put("message", message).toString());
  }
}
