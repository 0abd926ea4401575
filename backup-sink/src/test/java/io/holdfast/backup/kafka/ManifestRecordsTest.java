package io.holdfast.backup.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.chain.SmallChain;
import io.holdfast.backup.format.EarlierManifests;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.schemas.serde.AvroDeserializer;
import io.holdfast.schemas.serde.AvroSerializer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class ManifestRecordsTest {

  private static final String TOPIC = "manifests.orders";
  private static final Map<String, Object> SETTINGS =
      Map.of("schema.registry.url", "mock://manifest-records");

  private final ManifestRecords records = new ManifestRecords(SETTINGS);
  private final Manifest manifest =
      SmallChain.manifest(7, ManifestKind.SEGMENT, new byte[] {1}, List.of());

  @Test
  void whatAnEarlierVersionDecidedIsReadAsTheFileThatItWrote() throws IOException {
    ManifestFile earlier = EarlierManifests.file(manifest);
    byte[] record = records.serialize(TOPIC, earlier);
    records.serialize(TOPIC, ManifestFile.of(manifest)); // by now there is a later version

    ManifestFile read = records.deserialize(TOPIC, record);

    assertThat(read.bytes())
        .isEqualTo(earlier.bytes())
        .isNotEqualTo(ManifestFile.of(manifest).bytes());
    assertThat(read.manifest()).isEqualTo(manifest);
    assertThat(ManifestFile.isIntact(read.bytes())).isTrue();
  }

  @Test
  void inTheTopicTheyAreRecordsLikeAllOthers() {
    AvroSerializer<Manifest> writer = new AvroSerializer<>();
    writer.configure(SETTINGS, false);
    AvroDeserializer<Manifest> reader = new AvroDeserializer<>(List.of(Manifest.class));
    reader.configure(SETTINGS, false);
    ManifestFile file = ManifestFile.of(manifest);

    byte[] record = records.serialize(TOPIC, file);

    assertThat(record).isEqualTo(writer.serialize(TOPIC, manifest));
    assertThat(reader.deserialize(TOPIC, record)).isEqualTo(manifest);
    assertThat(records.deserialize(TOPIC, record).bytes()).isEqualTo(file.bytes());
  }

  @Test
  void whatIsNoManifestIsRefused() {
    byte[] record = records.serialize(TOPIC, ManifestFile.of(manifest));
    byte[] cut = java.util.Arrays.copyOf(record, record.length - 3);
    for (byte[] bytes : new byte[][] {null, {}, {0, 0, 0}, {1, 0, 0, 0, 1, 5}, cut}) {
      assertThatThrownBy(() -> records.deserialize(TOPIC, bytes))
          .isInstanceOf(SerializationException.class);
    }
  }
}
