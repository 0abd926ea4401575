package io.holdfast.backup.format;

import io.holdfast.records.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Manifests as a version would have written them that did not know the last field, the reason. */
public final class EarlierManifests {

  private EarlierManifests() {}

  public static Schema schema() {
    Schema now = Manifest.getClassSchema();
    return Schema.createRecord(
        now.getName(),
        "by an earlier version",
        now.getNamespace(),
        false,
        now.getFields().subList(0, now.getFields().size() - 1).stream()
            .map(field -> new Schema.Field(field, field.schema()))
            .toList());
  }

  public static ManifestFile file(Manifest manifest) throws IOException {
    Schema earlier = schema();
    GenericRecord record =
        new GenericDatumReader<GenericRecord>(Manifest.getClassSchema(), earlier)
            .read(
                null, DecoderFactory.get().binaryDecoder(ManifestFile.of(manifest).record(), null));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(earlier).write(record, encoder);
    encoder.flush();
    return ManifestFile.of(earlier, bytes.toByteArray());
  }
}
