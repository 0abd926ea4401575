package io.holdfast.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.schemas.registry.RegistryException.Reason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * A registry that speaks the Confluent API: Confluent's, Karapace, Redpanda's, Apicurio's under
 * {@code /apis/ccompat/v7}.
 *
 * <p>One try per call and URL: the next URL is asked when one cannot answer, or does not know an id
 * that another may have heard of already.
 */
public final class HttpSchemaRegistry implements SchemaRegistry {

  private final RegistryHttp http;

  HttpSchemaRegistry(RegistryConfig config) {
    this.http = new RegistryHttp(config);
  }

  @Override
  public int register(String subject, Schema schema) {
    return number(http.post(subjects(subject) + "/versions", body(schema)), "id");
  }

  @Override
  public Schema schema(int id) {
    return parse(http.getAnywhere("/schemas/ids/" + id));
  }

  @Override
  public int id(String subject, Schema schema) {
    return number(http.post(subjects(subject), body(schema)), "id");
  }

  @Override
  public RegisteredSchema latest(String subject) {
    JsonNode answer = http.get(subjects(subject) + "/versions/latest");
    return new RegisteredSchema(number(answer, "id"), number(answer, "version"), parse(answer));
  }

  @Override
  public Optional<Compatibility> compatibility(String subject) {
    try {
      JsonNode answer = http.get("/config/" + encoded(subject));
      return Optional.of(Compatibility.valueOf(text(answer, "compatibilityLevel")));
    } catch (RegistryException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    } catch (IllegalArgumentException e) {
      throw unintelligible("a compatibility that is none: " + e.getMessage(), e);
    }
  }

  @Override
  public void setCompatibility(String subject, Compatibility mode) {
    var body = JsonNodeFactory.instance.objectNode().put("compatibility", mode.name());
    http.put("/config/" + encoded(subject), body);
  }

  @Override
  public boolean isCompatible(String subject, Schema schema) {
    try {
      String path = "/compatibility" + subjects(subject) + "/versions";
      JsonNode answer = http.post(path, body(schema)).get("is_compatible");
      if (answer == null || !answer.isBoolean()) {
        throw unintelligible("no is_compatible in its answer", null);
      }
      return answer.booleanValue();
    } catch (RegistryException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return true;
      }
      throw e;
    }
  }

  private static ObjectNode body(Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
  }

  private static String subjects(String subject) {
    return "/subjects/" + encoded(subject);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Schema parse(JsonNode answer) {
    requireAvro(answer);
    try {
      var parser = new Schema.Parser();
      parseReferences(answer, parser, new HashSet<>());
      return parser.parse(text(answer, "schema"));
    } catch (AvroRuntimeException e) {
      throw new RegistryException(
          Reason.INVALID, "The registry has a schema that Avro refuses: " + e.getMessage(), e);
    }
  }

  /** Other clients may register the named types within a schema as subjects of their own. */
  private void parseReferences(JsonNode answer, Schema.Parser parser, Set<String> parsed) {
    for (JsonNode reference : answer.path("references")) {
      String path =
          subjects(text(reference, "subject")) + "/versions/" + number(reference, "version");
      if (parsed.add(path)) {
        JsonNode referred = http.get(path);
        requireAvro(referred);
        parseReferences(referred, parser, parsed);
        parser.parse(text(referred, "schema"));
      }
    }
  }

  private static void requireAvro(JsonNode answer) {
    String type = answer.path("schemaType").asText("AVRO");
    if (!"AVRO".equals(type)) {
      throw new RegistryException(
          Reason.INVALID, "The schema is of type %s, not AVRO.".formatted(type));
    }
  }

  private static int number(JsonNode answer, String field) {
    JsonNode value = answer.get(field);
    if (value == null || !value.canConvertToInt()) {
      throw unintelligible("no number '%s' in its answer".formatted(field), null);
    }
    return value.intValue();
  }

  private static String text(JsonNode answer, String field) {
    JsonNode value = answer.get(field);
    if (value == null || !value.isTextual()) {
      throw unintelligible("no text '%s' in its answer".formatted(field), null);
    }
    return value.textValue();
  }

  private static RegistryException unintelligible(String what, Throwable cause) {
    return new RegistryException(
        Reason.UNINTELLIGIBLE,
        "The schema registry answers, but not as the Confluent API: %s. Is schema.registry.url right?"
            .formatted(what),
        cause);
  }
}
