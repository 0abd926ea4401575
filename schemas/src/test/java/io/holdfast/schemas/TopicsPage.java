package io.holdfast.schemas;

import io.holdfast.schemas.Topic.Cleanup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificData;

/** The reference page of topics and records, from the catalogue and the schemas. */
final class TopicsPage {

  private static final String DATABASE = "<db>";

  private final Topics topics = Topics.withDefaultPrefix();
  private final StringBuilder page = new StringBuilder();

  static String render() {
    return new TopicsPage().page();
  }

  private String page() {
    line("# Topics and records");
    line("");
    line(
        "Generated from the catalogue and the schemas; `schemas/README.md` tells how to write it anew.");
    line("");
    line(
        "Keys are plain UTF-8 strings, values Avro in the Confluent wire format. The prefix `%s` can be configured,"
            .formatted(Topics.DEFAULT_PREFIX));
    line(
        "partition counts can be changed before first use and are fixed for life afterwards. `<db>` is the name of a database.");
    line("");
    tableOfTopics();
    subjects();
    Map<String, Schema> named = namedTypes();
    line("## Records");
    line("");
    named.values().stream().filter(s -> s.getType() == Schema.Type.RECORD).forEach(this::record);
    line("## Enumerations");
    line("");
    named.values().stream().filter(s -> s.getType() == Schema.Type.ENUM).forEach(this::enumeration);
    return page.toString().stripTrailing() + "\n";
  }

  private void tableOfTopics() {
    line("| topic | values | partitions | partitioned by | kept | timestamps | compatibility |");
    line("|---|---|---|---|---|---|---|");
    all()
        .forEach(
            topic ->
                line(
                    "| `%s` | %s | %d | %s | %s | %s | %s |"
                        .formatted(
                            topic.name(),
                            values(topic),
                            topic.partitions(),
                            partitionedBy(topic),
                            kept(topic),
                            topic.timestamps().config(),
                            topic.valueTypes().isEmpty() ? "–" : topic.compatibility().name())));
    line("");
  }

  private void subjects() {
    line("## Subjects");
    line("");
    line(
        "A topic of one type has the subject `<topic>-value`, a topic of several `<topic>-<record>`: Confluent's TopicNameStrategy and TopicRecordNameStrategy.");
    line("");
    all().forEach(topic -> subjectsOf(topic).forEach(subject -> line("- `" + subject + "`")));
    line("");
  }

  private static <V> List<String> subjectsOf(Topic<?, V> topic) {
    return topic.valueTypes().stream().map(topic::subject).toList();
  }

  private void record(Schema schema) {
    heading(schema);
    line("| field | type | default | meaning |");
    line("|---|---|---|---|");
    for (Field field : schema.getFields()) {
      line(
          "| `%s` | %s | %s | %s |"
              .formatted(field.name(), type(field.schema()), defaultOf(field), cell(field.doc())));
    }
    line("");
  }

  private void enumeration(Schema schema) {
    heading(schema);
    line(
        schema.getEnumSymbols().stream()
            .map(symbol -> "`" + symbol + "`")
            .collect(Collectors.joining(", ", "", ".")));
    line("");
  }

  private void heading(Schema schema) {
    line("### " + schema.getName());
    line("");
    line(schema.getDoc());
    line("");
  }

  private static String values(Topic<?, ?> topic) {
    return topic.valueTypes().isEmpty()
        ? "bytes as they were read"
        : topic.valueTypes().stream()
            .map(type -> link(type.getSimpleName()))
            .collect(Collectors.joining(", "));
  }

  private static String partitionedBy(Topic<?, ?> topic) {
    switch (topic.partitionedBy()) {
      case POOL:
        return "pool";
      case SINGLE:
        return "–";
      default:
        return "key";
    }
  }

  private static String kept(Topic<?, ?> topic) {
    if (topic.cleanup() == Cleanup.COMPACT) {
      return "newest of each key";
    }
    return topic.retention().map(Duration::toDays).map(days -> days + " days").orElse("for ever");
  }

  private static String type(Schema schema) {
    switch (schema.getType()) {
      case RECORD:
      case ENUM:
        return link(schema.getName());
      case ARRAY:
        return "list of " + type(schema.getElementType());
      case MAP:
        return "map of " + type(schema.getValueType());
      case UNION:
        return schema.getTypes().stream().map(TopicsPage::type).collect(Collectors.joining(" or "));
      case FIXED:
        return schema.getFixedSize() + " bytes";
      default:
        return schema.getType().getName();
    }
  }

  private static String defaultOf(Field field) {
    return Optional.ofNullable(field.defaultVal())
        .map(
            value ->
                "`" + (value.toString().startsWith("org.apache.avro") ? "null" : text(value)) + "`")
        .orElse("");
  }

  private static String text(Object value) {
    return value instanceof String text ? '"' + text + '"' : value.toString();
  }

  private static String link(String name) {
    return "[%s](#%s)".formatted(name, name.toLowerCase());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private List<Topic<?, ?>> all() {
    return Stream.concat(topics.all().stream(), topics.of(DATABASE).stream()).toList();
  }

  /** In the order in which the topics lead to them. */
  private Map<String, Schema> namedTypes() {
    Map<String, Schema> named = new LinkedHashMap<>();
    List<Schema> open = new ArrayList<>();
    all().forEach(topic -> topic.valueTypes().forEach(type -> open.add(schema(type))));
    open.forEach(schema -> collect(schema, named));
    return named;
  }

  private static Schema schema(Class<?> type) {
    return SpecificData.get().getSchema(type);
  }

  private static void collect(Schema schema, Map<String, Schema> named) {
    switch (schema.getType()) {
      case RECORD:
        if (named.putIfAbsent(schema.getName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), named));
        }
        break;
      case ENUM:
        named.putIfAbsent(schema.getName(), schema);
        break;
      case ARRAY:
        collect(schema.getElementType(), named);
        break;
      case MAP:
        collect(schema.getValueType(), named);
        break;
      case UNION:
        schema.getTypes().forEach(type -> collect(type, named));
        break;
      default:
        break;
    }
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
