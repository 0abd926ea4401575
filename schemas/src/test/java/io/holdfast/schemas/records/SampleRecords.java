package io.holdfast.schemas.records;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * One record of any generated type, with every field, branch and list in use, and the same at every
 * call: numbers count up through the record, texts name their field.
 */
public final class SampleRecords {

  private static final SpecificData DATA = new SpecificData();

  private int count;

  private SampleRecords() {}

  public static <T extends SpecificRecord> T fill(Class<T> type) {
    Object record = new SampleRecords().value(DATA.getSchema(type), type.getSimpleName());
    return type.cast(record);
  }

  private Object value(Schema schema, String name) {
    count++;
    switch (schema.getType()) {
      case RECORD:
        return record(schema);
      case ENUM:
        List<String> symbols = schema.getEnumSymbols();
        return DATA.createEnum(symbols.get(count % symbols.size()), schema);
      case ARRAY:
        Schema element = schema.getElementType();
        return List.of(value(element, name), value(element, name));
      case MAP:
        return map(schema, name);
      case UNION:
        return value(schema.getTypes().get(schema.getTypes().size() - 1), name);
      case FIXED:
        return DATA.createFixed(null, new byte[schema.getFixedSize()], schema);
      case STRING:
        return name + "-" + count;
      case BYTES:
        return ByteBuffer.wrap(new byte[] {0, 1, (byte) 0xfe, (byte) count});
      case INT:
        return 1000 + count;
      case LONG:
        return 1_700_000_000_000L + count;
      case FLOAT:
        return count / 8f;
      case DOUBLE:
        return count / 16d;
      case BOOLEAN:
        return count % 2 == 1;
      default:
        return null;
    }
  }

  private SpecificRecord record(Schema schema) {
    var record = (SpecificRecord) DATA.newRecord(null, schema);
    for (Field field : schema.getFields()) {
      record.put(field.pos(), value(field.schema(), field.name()));
    }
    return record;
  }

  private Map<String, Object> map(Schema schema, String name) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(name + "-a", value(schema.getValueType(), name));
    return map;
  }
}
