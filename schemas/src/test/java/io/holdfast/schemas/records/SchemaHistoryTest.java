package io.holdfast.schemas.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.registry.Compatibility;
import io.holdfast.schemas.registry.SchemaCompatibility;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaHistoryTest {

  static List<Class<? extends SpecificRecord>> types() {
    return RecordFiles.types();
  }

  @ParameterizedTest
  @MethodSource("types")
  void theNewestVersionKeptIsTheSchemaItself(Class<? extends SpecificRecord> type) {
    RecordFiles.keepHistory(type);

    int newest = RecordFiles.history(type).size();
    Path file = RecordFiles.historyFile(type, newest);
    assertThat(file).as(RecordFiles.HOW_TO_WRITE).exists();
    assertThat(RecordFiles.read(file))
        .as("%s; %s", file, RecordFiles.HOW_TO_WRITE)
        .isEqualTo(RecordFiles.text(type));
  }

  @ParameterizedTest
  @MethodSource("types")
  void aSchemaIsCompatibleWithAllItsEarlierVersions(Class<? extends SpecificRecord> type) {
    Schema now = RecordFiles.schema(type);
    List<Schema> earlier = RecordFiles.history(type);

    modes(type)
        .forEach(
            mode ->
                assertThat(SchemaCompatibility.allows(mode, now, earlier))
                    .as("%s is %s with its %d versions", type.getSimpleName(), mode, earlier.size())
                    .isTrue());
  }

  /** Of the topics that carry the type; parts of others are judged within these. */
  private static Stream<Compatibility> modes(Class<?> type) {
    var topics = Topics.withDefaultPrefix();
    return Stream.concat(topics.all().stream(), topics.of("orders").stream())
        .filter(topic -> topic.valueTypes().contains(type))
        .map(Topic::compatibility)
        .distinct();
  }
}
