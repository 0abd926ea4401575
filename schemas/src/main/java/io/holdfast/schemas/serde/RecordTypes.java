package io.holdfast.schemas.serde;

import io.holdfast.schemas.serde.MalformedRecordException.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Which generated class a written schema becomes. */
interface RecordTypes {

  RecordReader readerOf(Schema writer);

  /** These and no others. */
  static RecordTypes only(List<? extends Class<?>> types) {
    Map<String, Schema> byName = new HashMap<>();
    for (Class<?> type : types) {
      Schema schema = SpecificData.get().getSchema(type);
      byName.put(schema.getFullName(), schema);
      schema.getAliases().forEach(earlierName -> byName.put(earlierName, schema));
    }
    return writer -> {
      Schema reader = byName.get(writer.getFullName());
      return reader == null
          ? RecordReader.refusing(
              Reason.UNEXPECTED_TYPE,
              "A %s, where only %s belong.".formatted(writer.getFullName(), byName.keySet()))
          : RecordReader.resolving(writer, reader, new SpecificData());
    };
  }

  /** Any generated record that is on the class path and that Avro trusts. */
  static RecordTypes onClassPath() {
    return writer -> {
      Class<?> type = writer.getType() == Schema.Type.RECORD ? load(writer) : null;
      return type == null || !SpecificRecord.class.isAssignableFrom(type)
          ? RecordReader.refusing(
              Reason.UNEXPECTED_TYPE,
              "A %s, of which no trusted generated class is on the class path."
                  .formatted(writer.getFullName()))
          : RecordReader.resolving(
              writer, SpecificData.get().getSchema(type), new SpecificData(type.getClassLoader()));
    };
  }

  private static Class<?> load(Schema writer) {
    try {
      return SpecificData.get().getClass(writer);
    } catch (SecurityException untrusted) {
      return null;
    }
  }
}
