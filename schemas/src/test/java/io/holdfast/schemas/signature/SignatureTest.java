package io.holdfast.schemas.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.schemas.serde.AvroDeserializer;
import io.holdfast.schemas.serde.AvroSerializer;
import io.holdfast.schemas.serde.MalformedRecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignatureTest {

  private static final String TOPIC = "holdfast.heartbeats";
  private static final String REGISTRY = "mock://signatures";

  @TempDir Path directory;
  private final Headers headers = new RecordHeaders();
  private KeyPair keys;
  private Path privateKey;
  private Path trusted;

  @BeforeEach
  void makeKeys() throws Exception {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    privateKey = write("n1.pem", keys);
    trusted =
        Files.writeString(
            directory.resolve("trusted"),
            "# nodes\n\nn1 %s\n".formatted(base64(keys.getPublic().getEncoded())));
  }

  @Test
  void whatIsSignedIsAcceptedAndTheKeyCanBeTold() throws Exception {
    byte[] bytes = sign(privateKey, beat("n1"));

    assertThat(headers.lastHeader(Signer.HEADER).value()).hasSize(64);
    assertThat(verifier().deserialize(TOPIC, headers, bytes)).isEqualTo(beat("n1"));
    assertThat(verifier().deserialize(TOPIC, headers, ByteBuffer.wrap(bytes)))
        .isEqualTo(beat("n1"));
    assertThat(Signer.of(privateKey).publicKey()).isEqualTo(base64(keys.getPublic().getEncoded()));
  }

  @Test
  void whatIsUnsignedAlteredMovedOrSignedByAnotherIsRefused() throws Exception {
    byte[] bytes = sign(privateKey, beat("n1"));

    refused(TOPIC, new RecordHeaders(), bytes);
    refused("test.heartbeats", headers, bytes);
    byte[] altered = bytes.clone();
    altered[altered.length - 1] ^= 2; // the mode
    refused(TOPIC, headers, altered);
    headers.remove(Signer.HEADER).add(Signer.HEADER, new byte[3]);
    refused(TOPIC, headers, bytes);
    Path other = write("other.pem", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    refused(TOPIC, headers, sign(other, beat("n1")));
    assertThatThrownBy(() -> verifier().deserialize(TOPIC, bytes))
        .isInstanceOf(MalformedRecordException.class);
  }

  @Test
  void whoIsNotOnTheListNeedNotSign() throws Exception {
    byte[] bytes = serializer(Map.of()).serialize(TOPIC, headers, beat("n2"));

    assertThat(headers).isEmpty();
    assertThat(verifier().deserialize(TOPIC, headers, bytes)).isEqualTo(beat("n2"));
  }

  @Test
  void whatAnOlderKeyOfAWriterHasSignedIsStillItsWord() throws Exception {
    byte[] before = sign(privateKey, beat("n1"));
    KeyPair next = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String line = "n1 %s%n".formatted(base64(next.getPublic().getEncoded()));
    Files.writeString(trusted, line, StandardOpenOption.APPEND);

    assertThat(verifier().deserialize(TOPIC, headers, before)).isEqualTo(beat("n1"));
    byte[] after = sign(write("next.pem", next), beat("n1"));
    assertThat(verifier().deserialize(TOPIC, headers, after)).isEqualTo(beat("n1"));
  }

  @Test
  void aSignatureIsNotCopiedToWhatIsMadeOfARecord() throws Exception {
    sign(privateKey, beat("n1"));

    serializer(Map.of()).serialize(TOPIC, headers, beat("n1"));

    assertThat(headers).isEmpty();
  }

  @Test
  void keysThatAreNoneStopTheStart() throws Exception {
    Path nonsense = Files.writeString(directory.resolve("nonsense"), "n1 AAAA\n");

    assertThatThrownBy(() -> serializer(Map.of("holdfast.signing.key.file", nonsense.toString())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is no Ed25519 key: make one with openssl");
    assertThatThrownBy(() -> TrustedKeys.of(nonsense))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the key of n1 is no Ed25519 key");
    assertThatThrownBy(() -> TrustedKeys.of(directory.resolve("missing")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("missing cannot be read: NoSuchFileException");
  }

  private void refused(String topic, Headers with, byte[] bytes) {
    assertThatThrownBy(() -> verifier().deserialize(topic, with, bytes))
        .isInstanceOfSatisfying(
            MalformedRecordException.class,
            e -> assertThat(e.reason()).isEqualTo(MalformedRecordException.Reason.UNAUTHENTIC));
  }

  private byte[] sign(Path key, Heartbeat heartbeat) {
    return serializer(Map.of("holdfast.signing.key.file", key.toString()))
        .serialize(TOPIC, headers, heartbeat);
  }

  private static AvroSerializer<Heartbeat> serializer(Map<String, String> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("schema.registry.url", REGISTRY);
    var serializer = new AvroSerializer<Heartbeat>();
    serializer.configure(settings, false);
    return serializer;
  }

  private AvroDeserializer<Heartbeat> verifier() {
    var deserializer = new AvroDeserializer<Heartbeat>(List.of(Heartbeat.class));
    deserializer.configure(
        Map.of("schema.registry.url", REGISTRY, "holdfast.trusted.keys.file", trusted.toString()),
        false);
    return deserializer;
  }

  private static Heartbeat beat(String node) {
    return new Heartbeat(
        node, "p", 1_000L, null, "boot", 1L, 0L, 1_000, 25_000, 0, HeartbeatMode.LEFT);
  }

  private Path write(String name, KeyPair pair) throws IOException {
    return Files.writeString(
        directory.resolve(name),
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(base64(pair.getPrivate().getEncoded())));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
