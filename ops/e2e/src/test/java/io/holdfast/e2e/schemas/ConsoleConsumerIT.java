package io.holdfast.e2e.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.Pulse;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.records.SampleRecords;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka's own console consumer as a process, with the jar {@code holdfast-schemas-…-all.jar} beside
 * Kafka's jars.
 */
class ConsoleConsumerIT {

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  private final Topics topics = Topics.withPrefix("console.");
  @TempDir Path directory;

  @Test
  void recordsAreReadableAndWhatIsNoRecordEndsNothing() throws Exception {
    var heartbeats = topics.heartbeats();
    create(heartbeats);
    var serializer = heartbeats.valueSerde(registry()).serializer();
    byte[] heartbeat = serializer.serialize(heartbeats.name(), SampleRecords.fill(Heartbeat.class));
    byte[] pulse = serializer.serialize(heartbeats.name(), SampleRecords.fill(Pulse.class));
    send(heartbeats.name(), "n1", heartbeat);
    send(heartbeats.name(), null, pulse);
    send(heartbeats.name(), "n2", "not a record".getBytes(StandardCharsets.UTF_8));
    send(heartbeats.name(), "n1", heartbeat);

    List<String> lines = consume(heartbeats.name(), 4);

    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("  n1  Heartbeat {\"node\":\"node-2\"");
    assertThat(lines.get(1)).contains("  -  Pulse {\"session\":");
    assertThat(lines.get(2)).contains("  n2  (not readable, MAGIC: ").contains("0x6e6f74");
    assertThat(lines.get(3)).contains("  n1  Heartbeat {");
  }

  @Test
  void aTombstoneIsSaidInWords() throws Exception {
    var nodes = topics.nodes();
    create(nodes);
    byte[] profile =
        nodes
            .valueSerde(registry())
            .serializer()
            .serialize(nodes.name(), SampleRecords.fill(NodeProfile.class));
    send(nodes.name(), "n1", profile);
    send(nodes.name(), "n1", null);

    assertThat(consume(nodes.name(), 2)).last().asString().endsWith("  n1  (deleted)");
  }

  private static void create(Topic<?, ?> topic) {
    Map<String, Object> settings = Map.of("bootstrap.servers", sandbox.bootstrapServers());
    try (Admin kafka = Admin.create(settings)) {
      new TopicAdmin(kafka, SchemaRegistry.from(registry()), Durability.SANDBOX)
          .create(List.of(topic));
    }
  }

  private static Map<String, Object> registry() {
    return Map.of("schema.registry.url", sandbox.registryUrl());
  }

  private static void send(String topic, String key, byte[] value)
      throws ExecutionException, InterruptedException {
    Map<String, Object> settings = Map.of("bootstrap.servers", sandbox.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, 0, key, value)).get();
    }
  }

  private List<String> consume(String topic, int count) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process consumer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                classPath(),
                "org.apache.kafka.tools.consumer.ConsoleConsumer",
                "--bootstrap-server",
                sandbox.bootstrapServers(),
                "--topic",
                topic,
                "--from-beginning",
                "--max-messages",
                Integer.toString(count),
                "--timeout-ms",
                "60000",
                "--formatter",
                "io.holdfast.schemas.format.RecordFormatter",
                "--formatter-property",
                "schema.registry.url=" + sandbox.registryUrl())
            .redirectOutput(output.toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    try {
      assertThat(consumer.waitFor(90, TimeUnit.SECONDS)).isTrue();
      assertThat(consumer.exitValue()).isZero();
      // Kafka's own log lines, which are there too, begin with a time, and records with a date.
      return Files.readAllLines(output).stream()
          .filter(line -> line.matches("[0-9]{4}-[0-9]{2}-.*"))
          .toList();
    } finally {
      consumer.destroyForcibly();
    }
  }

  /** What this test runs on, without Holdfast and Avro, and the one jar. */
  private static String classPath() throws IOException {
    return Stream.concat(
            Stream.of(consoleJar()),
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("holdfast") && !entry.contains("avro"))
                .filter(entry -> entry.endsWith(".jar")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String consoleJar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../../schemas/target"))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-all.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("build schemas first: mvn -pl schemas package"))
          .toString();
    }
  }
}
