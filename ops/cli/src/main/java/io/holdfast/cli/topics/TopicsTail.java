package io.holdfast.cli.topics;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.output.Json;
import io.holdfast.cli.output.OneLine;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.cli.shell.TailOptions;
import io.holdfast.schemas.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "tail",
    description = "Prints a topic's records as they come: time, place, key, type and JSON.")
final class TopicsTail extends HoldfastCommand {

  @Parameters(paramLabel = "TOPIC", description = "Its name, with or without the prefix.")
  private String name;

  @Mixin private TailOptions tail;

  @Option(names = "--key", paramLabel = "KEY", description = "Only records with this key.")
  private String key;

  @Option(
      names = "--type",
      paramLabel = "RECORD",
      description = "Only records of this type, such as Heartbeat.")
  private String type;

  @Override
  protected ExitCode run(Session session) throws ExecutionException, InterruptedException {
    Cluster cluster = session.cluster();
    var survey = new TopicSurvey(cluster);
    Topic<String, SpecificRecord> topic =
        decodable(new Catalogue(cluster.topics(), survey.names()).named(name));
    Start start = tail.start(session.now());
    cluster
        .reader()
        .follow(
            List.of(topic),
            start,
            tail.counting(
                this::isWanted,
                entry -> session.say(session.json() ? json(entry) : line(session, entry))));
    return ExitCode.OK;
  }

  private boolean isWanted(Entry<SpecificRecord> entry) {
    return (key == null || key.equals(entry.key()))
        && (type == null || type.equalsIgnoreCase(typeName(entry)));
  }

  private static String line(Session session, Entry<SpecificRecord> entry) {
    return "%s  %d/%d  %s  %s %s"
        .formatted(
            session.at(entry.at().toEpochMilli()),
            entry.partition(),
            entry.offset(),
            entry.key() == null ? "-" : OneLine.of(entry.key()),
            typeName(entry),
            Json.line(entry.value()));
  }

  private static String json(Entry<SpecificRecord> entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("topic", entry.topic().name());
    fields.put("partition", entry.partition());
    fields.put("offset", entry.offset());
    fields.put("at", entry.at());
    fields.put("key", entry.key());
    fields.put("type", entry.value() == null ? null : typeName(entry));
    fields.put("value", entry.value());
    return Json.line(fields);
  }

  private static String typeName(Entry<SpecificRecord> entry) {
    return entry.value() == null ? "Tombstone" : entry.value().getSchema().getName();
  }

  @SuppressWarnings("unchecked")
  private static Topic<String, SpecificRecord> decodable(Topic<?, ?> topic) {
    if (topic.valueTypes().isEmpty()) {
      throw new Failure(
          ExitCode.USAGE,
          "Topic %s carries the bytes of other topics as they were: read it with `holdfast kafka console-consumer`."
              .formatted(topic.name()));
    }
    return (Topic<String, SpecificRecord>) topic;
  }
}
