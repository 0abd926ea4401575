package io.holdfast.schemas.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.Heartbeat;
import io.holdfast.schemas.records.SampleRecords;
import io.holdfast.schemas.registry.RegistryServer;
import io.holdfast.schemas.serde.AvroSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.MessageFormatter;
import org.junit.jupiter.api.Test;

/** The jar with classifier {@code all}, beside nothing but what every Kafka distribution brings. */
class ConsoleJarIT {

  @Test
  void oneJarIsEnoughBesideKafkaItself() throws Exception {
    try (var server = RegistryServer.start();
        var loader = new URLClassLoader(new URL[] {jar()}, kafkaAndSlf4jOnly());
        var output = new ByteArrayOutputStream();
        var formatter =
            loader
                .loadClass("io.holdfast.schemas.format.RecordFormatter")
                .asSubclass(MessageFormatter.class)
                .getDeclaredConstructor()
                .newInstance()) {
      var serializer = new AvroSerializer<Heartbeat>();
      serializer.configure(server.settings(), false);
      byte[] value = serializer.serialize("t", SampleRecords.fill(Heartbeat.class));

      formatter.configure(server.settings());
      formatter.writeTo(
          new ConsumerRecord<>("t", 0, 0, null, value),
          new PrintStream(output, true, StandardCharsets.UTF_8));

      assertThat(output.toString(StandardCharsets.UTF_8))
          .contains("  -  Heartbeat {\"node\":\"node-2\"");
    }
  }

  @Test
  void nothingInItIsInTheWayOfAnotherAvroOrJackson() throws IOException {
    try (var jar = new JarFile(jarFile().toFile())) {
      assertThat(jar.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".class")))
          .isNotEmpty()
          .allMatch(name -> name.startsWith("io/holdfast/"));
    }
  }

  private static ClassLoader kafkaAndSlf4jOnly() {
    return new ClassLoader(ClassLoader.getPlatformClassLoader()) {
      @Override
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith("org.apache.kafka.") || name.startsWith("org.slf4j.")) {
          return ConsoleJarIT.class.getClassLoader().loadClass(name);
        }
        throw new ClassNotFoundException(name);
      }
    };
  }

  private static URL jar() throws IOException {
    return jarFile().toUri().toURL();
  }

  private static Path jarFile() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("holdfast-schemas-.*-all\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("target has no jar with classifier all"));
    }
  }
}
