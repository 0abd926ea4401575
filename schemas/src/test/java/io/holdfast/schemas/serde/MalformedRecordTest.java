package io.holdfast.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.records.Assignment;
import io.holdfast.records.LoadSample;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.records.SampleRecords;
import io.holdfast.schemas.registry.MockSchemaRegistry;
import io.holdfast.schemas.registry.RegistryException;
import io.holdfast.schemas.serde.MalformedRecordException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MalformedRecordTest {

  private static final int ROUNDS = Integer.getInteger("holdfast.fuzz.rounds", 200_000);

  private final String scope = UUID.randomUUID().toString();
  private final MockSchemaRegistry registry = MockSchemaRegistry.scope(scope);
  private final Map<String, Object> settings =
      new HashMap<>(Map.of("schema.registry.url", "mock://" + scope));
  private AvroSerde<SpecificRecord> serde;
  private byte[] pulse;

  @BeforeEach
  void writeOne() {
    serde = AvroSerde.ofValues(List.of(Pulse.class, LoadSample.class, Assignment.class), settings);
    pulse = serde.serializer().serialize("t", new Pulse(1L, 2L, "somebody"));
  }

  @Test
  void anotherFirstByteIsAnotherFormat() {
    pulse[0] = '{';

    assertThat(reasonFor(pulse)).isEqualTo(Reason.MAGIC);
  }

  @Test
  void everyPrefixIsTruncated() {
    for (int length = 0; length < pulse.length; length++) {
      assertThat(reasonFor(Arrays.copyOf(pulse, length)))
          .as("%d", length)
          .isEqualTo(Reason.TRUNCATED);
    }
  }

  @Test
  void whatFollowsTheRecordIsTrailing() {
    assertThat(reasonFor(Arrays.copyOf(pulse, pulse.length + 1))).isEqualTo(Reason.TRAILING);
  }

  @Test
  void anIdThatNobodyKnowsIsAnUnknownSchema() {
    pulse[4] = 99;
    assertThat(reasonFor(pulse)).isEqualTo(Reason.UNKNOWN_SCHEMA);

    pulse[1] = -1;
    assertThat(reasonFor(pulse)).isEqualTo(Reason.UNKNOWN_SCHEMA);
  }

  @Test
  void aTypeOfAnotherTopicIsUnexpected() {
    var pulsesOnly = AvroSerde.<Pulse>ofValues(List.of(Pulse.class), settings);
    byte[] bytes =
        serde.serializer().serialize("u", LoadSample.newBuilder(anyLoadSample()).build());

    var thrown =
        catchThrowableOfType(
            MalformedRecordException.class,
            () -> pulsesOnly.deserializer().deserialize("u", bytes));

    assertThat(thrown.reason()).isEqualTo(Reason.UNEXPECTED_TYPE);
    assertThat(thrown).hasMessageContaining("io.holdfast.records.LoadSample");
  }

  @Test
  void whatOurSchemaCannotReadIsIncompatible() {
    var other =
        SchemaBuilder.record("io.holdfast.records.Pulse")
            .fields()
            .requiredLong("session")
            .endRecord();
    int id = registry.register("u-value", other);

    assertThat(reasonFor(new byte[] {0, 0, 0, 0, (byte) id, 2}))
        .isEqualTo(Reason.INCOMPATIBLE_SCHEMA);
  }

  @Test
  void aLongStringIsTooLarge() {
    settings.put("max.record.bytes", 100 * 1024 * 1024);
    var generous = AvroSerde.<Pulse>ofValues(List.of(Pulse.class), settings);

    byte[] bytes =
        generous.serializer().serialize("t", new Pulse(1L, 2L, "x".repeat(10 * 1024 * 1024)));

    assertThat(reasonFor(bytes)).isEqualTo(Reason.TOO_LARGE);
    assertThat(generous.deserializer().deserialize("t", bytes)).isNotNull();
  }

  @Test
  void absurdLengthsAreNotAllocated() {
    assertThat(reasonFor(pulseWithString(Long.MAX_VALUE))).isEqualTo(Reason.TRUNCATED);
    assertThat(reasonFor(pulseWithString(Integer.MAX_VALUE))).isEqualTo(Reason.TRUNCATED);
    assertThat(reasonFor(pulseWithString(-1))).isEqualTo(Reason.CORRUPT);
    assertThat(reasonFor(pulseWithString(Long.MIN_VALUE))).isEqualTo(Reason.CORRUPT);
  }

  @Test
  void anOverlongNumberIsCorrupt() {
    byte[] bytes = Arrays.copyOf(pulse, 30);
    Arrays.fill(bytes, WireFormat.HEADER_BYTES, 30, (byte) 0xff);

    assertThat(reasonFor(bytes)).isEqualTo(Reason.CORRUPT);
  }

  @Test
  void aStringThatIsNotUtf8IsCorrupt() {
    pulse[pulse.length - 1] = (byte) 0xff;

    assertThat(reasonFor(pulse)).isEqualTo(Reason.CORRUPT);
  }

  @Test
  void theReplacementCharacterItselfIsText() {
    var odd = new Pulse(1L, 2L, "a\uFFFDb");

    byte[] bytes = serde.serializer().serialize("t", odd);

    assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(odd);
  }

  @Test
  void aRegistryThatIsAwayIsNotTheFaultOfTheRecord() {
    var away =
        AvroSerde.<Pulse>ofValues(
            List.of(Pulse.class),
            Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", 0));

    assertThatThrownBy(() -> away.deserializer().deserialize("t", pulse))
        .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.isRetryable()).isTrue());
  }

  @Test
  void whateverTheBytesAreTheAnswerIsARecordOrAReason() {
    long seed = Long.getLong("holdfast.fuzz.seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    byte[] sample = serde.serializer().serialize("s", anyLoadSample());
    byte[] assignment = serde.serializer().serialize("a", anyAssignment());
    List<byte[]> seeds = List.of(pulse, sample, assignment);

    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = mutated(seeds.get(random.nextInt(seeds.size())), random);
      Throwable thrown = catchThrowable(() -> serde.deserializer().deserialize("t", bytes));
      if (thrown != null && !(thrown instanceof MalformedRecordException)) {
        throw new AssertionError(
            "seed %d, bytes %s".formatted(seed, HexFormat.of().formatHex(bytes)), thrown);
      }
    }
  }

  private static byte[] mutated(byte[] bytes, SplittableRandom random) {
    byte[] mutated = bytes.clone();
    if (random.nextInt(4) == 0) {
      mutated = Arrays.copyOf(bytes, random.nextInt(2 * bytes.length));
    }
    for (int n = random.nextInt(4); n >= 0 && mutated.length > 0; n--) {
      int at = random.nextInt(mutated.length);
      if (at >= WireFormat.HEADER_BYTES || random.nextInt(20) == 0) {
        byte[] interesting = {0, 1, -1, 127, -128, (byte) random.nextInt()};
        mutated[at] = interesting[random.nextInt(interesting.length)];
      }
    }
    return mutated;
  }

  private byte[] pulseWithString(long length) {
    var bytes =
        ByteBuffer.allocate(30).put(pulse, 0, WireFormat.HEADER_BYTES).put((byte) 2).put((byte) 4);
    long zigzag = (length << 1) ^ (length >> 63);
    while ((zigzag & ~0x7fL) != 0) {
      bytes.put((byte) (zigzag | 0x80));
      zigzag >>>= 7;
    }
    return Arrays.copyOf(bytes.put((byte) zigzag).array(), bytes.position());
  }

  private static LoadSample anyLoadSample() {
    return SampleRecords.fill(LoadSample.class);
  }

  private static Assignment anyAssignment() {
    return SampleRecords.fill(Assignment.class);
  }

  private Reason reasonFor(byte[] bytes) {
    var thrown =
        catchThrowableOfType(
            MalformedRecordException.class, () -> serde.deserializer().deserialize("t", bytes));
    assertThat(thrown).as("nothing thrown for %s", HexFormat.of().formatHex(bytes)).isNotNull();
    return thrown.reason();
  }
}
