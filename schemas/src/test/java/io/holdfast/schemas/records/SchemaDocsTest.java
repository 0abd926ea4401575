package io.holdfast.schemas.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.junit.jupiter.api.Test;

class SchemaDocsTest {

  /** What a number may count, measure or name. */
  private static final Pattern UNIT =
      Pattern.compile(
          "milli|nano|microsecond|seconds|minute|bytes|cores|0 to 1|"
              + "share|degree|score|count|how many|number|offset|partition|index|position|"
              + "epoch|incarnation|sequence|session|version|\\bid\\b|\\boid\\b|lsn|priority|modifier|from 0|from 1",
          Pattern.CASE_INSENSITIVE);

  @Test
  void everyRecordAndEveryFieldSaysWhatItIs() {
    List<String> silent = new ArrayList<>();
    schemas()
        .values()
        .forEach(
            schema -> {
              if (isBlank(schema.getDoc())) {
                silent.add(schema.getFullName());
              }
              if (schema.getType() == Schema.Type.RECORD) {
                schema.getFields().stream()
                    .filter(field -> isBlank(field.doc()))
                    .forEach(field -> silent.add(schema.getFullName() + "." + field.name()));
              }
            });

    assertThat(silent).isEmpty();
  }

  @Test
  void everyNumberSaysItsUnit() {
    List<String> unitless = new ArrayList<>();
    schemas().values().stream()
        .filter(schema -> schema.getType() == Schema.Type.RECORD)
        .forEach(
            schema -> {
              for (Field field : schema.getFields()) {
                String said = field.name() + " " + field.doc();
                if (isNumeric(field.schema()) && !UNIT.matcher(said).find()) {
                  unitless.add(schema.getName() + "." + said);
                }
              }
            });

    assertThat(unitless).isEmpty();
  }

  private static Map<String, Schema> schemas() {
    Map<String, Schema> named = new LinkedHashMap<>();
    RecordFiles.types().forEach(type -> collect(RecordFiles.schema(type), named));
    return named;
  }

  private static void collect(Schema schema, Map<String, Schema> named) {
    switch (schema.getType()) {
      case RECORD:
        if (named.putIfAbsent(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), named));
        }
        break;
      case ENUM:
      case FIXED:
        named.putIfAbsent(schema.getFullName(), schema);
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

  private static boolean isNumeric(Schema schema) {
    switch (schema.getType()) {
      case INT:
      case LONG:
      case FLOAT:
      case DOUBLE:
        return true;
      case ARRAY:
        return isNumeric(schema.getElementType());
      case MAP:
        return isNumeric(schema.getValueType());
      case UNION:
        return schema.getTypes().stream().anyMatch(SchemaDocsTest::isNumeric);
      default:
        return false;
    }
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }
}
