package io.holdfast.cli.topics;

import io.holdfast.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** One topic in full: how it stands, and each field of its records with its meaning. */
final class TopicPage {

  private final Standing standing;

  TopicPage(Standing standing) {
    this.standing = standing;
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    Topic<?, ?> topic = standing.topic();
    lines.add("%s   %s".formatted(topic.name(), standing.verdict()));
    lines.add(
        "  partitions   %d by %s"
            .formatted(topic.partitions(), topic.partitionedBy().name().toLowerCase(Locale.ROOT)));
    lines.add("  cleanup      " + topic.cleanup().config());
    lines.add("  retention    " + TopicsDescribe.kept(standing));
    lines.add("  timestamps   " + topic.timestamps().config());
    lines.add("  evolution    " + topic.compatibility());
    standing.found().ifPresent(found -> lines.add("  records      " + found.records()));
    standing.differences().forEach(difference -> lines.add("  differs      " + difference));
    addRecords(topic, lines);
    lines.add("read it: holdfast topics tail " + topic.name());
    return lines;
  }

  private static <V> void addRecords(Topic<?, V> topic, List<String> lines) {
    for (Class<? extends V> type : topic.valueTypes()) {
      Schema schema = SpecificData.get().getSchema(type);
      lines.add("");
      lines.add("%s   (subject %s)".formatted(schema.getName(), topic.subject(type)));
      lines.add("  " + schema.getDoc());
      for (Schema.Field field : schema.getFields()) {
        lines.add(
            "    %-20s %-16s %s".formatted(field.name(), typeName(field.schema()), field.doc()));
      }
    }
  }

  /** {@code string}, {@code long?}, {@code LogPosition}, {@code [Candidate]}, {@code {double}}. */
  static String typeName(Schema schema) {
    return switch (schema.getType()) {
      case UNION ->
          schema.getTypes().size() == 2 && schema.isNullable()
              ? typeName(notNull(schema)) + "?"
              : "one of " + schema.getTypes().size();
      case ARRAY -> "[" + typeName(schema.getElementType()) + "]";
      case MAP -> "{" + typeName(schema.getValueType()) + "}";
      default -> schema.getName();
    };
  }

  private static Schema notNull(Schema union) {
    return union.getTypes().stream()
        .filter(branch -> branch.getType() != Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }
}
