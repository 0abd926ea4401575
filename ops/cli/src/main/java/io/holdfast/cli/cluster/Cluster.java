package io.holdfast.cli.cluster;

import io.holdfast.schemas.Topics;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A Kafka cluster with its registry, for the length of one command. Each client is made when it is
 * first asked for.
 */
public final class Cluster implements AutoCloseable {

  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final Address address;
  private final Topics topics;
  private final PrintWriter err;
  private final Waiting waiting;
  private final ClientSettings settings;
  private final List<Runnable> closers = new ArrayList<>();
  private Admin admin;
  private TopicReader reader;
  private Publisher publisher;
  private Codecs codecs;

  private Cluster(Address address, Topics topics, PrintWriter err, Waiting waiting) {
    this.waiting = waiting;
    this.address = address;
    this.topics = topics;
    this.err = err;
    this.settings = new ClientSettings(address);
  }

  /**
   * The cluster at that address.
   *
   * @param err where unreadable records are reported
   * @throws Unreachable when no broker takes a connection
   */
  public static Cluster reach(Address address, Topics topics, PrintWriter err) {
    return reach(address, topics, err, Waiting.SILENT);
  }

  /**
   * The same, for somebody who wants to know how far a reading is.
   *
   * @throws Unreachable when no broker takes a connection
   */
  public static Cluster reach(Address address, Topics topics, PrintWriter err, Waiting waiting) {
    try (var answer = waiting.forAnswer("connecting to " + address.bootstrap())) {
      Doorbell.ring(address);
    }
    return new Cluster(address, topics, err, waiting);
  }

  public Address address() {
    return address;
  }

  public Topics topics() {
    return topics;
  }

  /** For what people wait for. */
  public Waiting waiting() {
    return waiting;
  }

  public Admin admin() {
    if (admin == null) {
      Admin made = Admin.create(settings.admin());
      closers.add(() -> made.close(FAREWELL));
      admin = made;
    }
    return admin;
  }

  public SchemaRegistry registry() {
    return SchemaRegistry.from(registrySettings());
  }

  public TopicReader reader() {
    if (reader == null) {
      var consumer =
          new KafkaConsumer<>(
              settings.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
      closers.add(consumer::close);
      reader = new TopicReader(consumer, codecs(), err::println, waiting);
    }
    return reader;
  }

  public Publisher publisher() {
    if (publisher == null) {
      var producer =
          new KafkaProducer<>(
              settings.producer(), new ByteArraySerializer(), new ByteArraySerializer());
      closers.add(() -> producer.close(FAREWELL));
      publisher = new Publisher(producer, codecs(), waiting);
    }
    return publisher;
  }

  private Codecs codecs() {
    if (codecs == null) {
      codecs = new Codecs(registrySettings());
    }
    return codecs;
  }

  /** What Kafka clients of other modules are configured with. */
  public Map<String, Object> clientSettings() {
    return settings.admin();
  }

  /** What serdes of other modules are configured with. */
  public Map<String, Object> registrySettings() {
    String url =
        address
            .registry()
            .orElseThrow(
                () ->
                    new NoAddress(
                        "No schema registry is named: give --registry URL or set HOLDFAST_REGISTRY_URL."));
    Map<String, Object> all = new HashMap<>(address.clients());
    all.put("schema.registry.url", url);
    all.putIfAbsent("http.connect.timeout.ms", "3000");
    all.putIfAbsent("max.retries", "1");
    return all;
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }
}
