package io.holdfast.demo;

import io.holdfast.sandbox.Beats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The figures, what the workloads' own files say of double runs, and where to look further. */
final class Summary implements Chapter {

  private static final String FORMATTER = "io.holdfast.schemas.format.RecordFormatter";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Override
  public String title() {
    return "Summary";
  }

  @Override
  public void tell(Stage stage) throws StoryFailed {
    judgeDoubleRuns(stage);
    List<String> rows = new ArrayList<>();
    int width = stage.figures().all().keySet().stream().mapToInt(String::length).max().orElse(0);
    stage
        .figures()
        .all()
        .forEach((name, value) -> rows.add(("%-" + (width + 3) + "s%s").formatted(name, value)));
    stage.narrator().block(rows);
    lookFurther(stage);
  }

  /**
   * Every instance wrote its beats. One that moves is started before it is stopped, so it overlaps
   * then, as its spec allows; two of one epoch, or three at once, would be a fault.
   */
  private static void judgeDoubleRuns(Stage stage) throws StoryFailed {
    long longest = 0;
    int overlaps = 0;
    for (String workload : stage.workloads().names()) {
      for (Beats.Overlap overlap : stage.workloads().beats(workload).overlaps()) {
        StoryFailed.unless(
            overlap.one().epoch() != overlap.other().epoch(),
            "%s ran twice under one epoch: %s",
            workload,
            overlap);
        overlaps++;
        longest = Math.max(longest, overlap.nanos());
      }
    }
    stage
        .narrator()
        .verified(
            "no workload ran twice under one epoch; %d moves started before they stopped, the"
                + " longest overlap was %s",
            overlaps, Narrator.seconds(Duration.ofNanos(longest)));
  }

  private static void lookFurther(Stage stage) throws StoryFailed {
    List<List<String>> commands =
        List.of(
            List.of("node", "list"),
            List.of("placement", "list"),
            List.of("command", "list"),
            consumer(stage, "node-status"),
            consumer(stage, "failover-commands"),
            consumer(stage, "decisions"));
    stage.narrator().says("look further, in another terminal; each of these was just run:");
    List<String> shown = new ArrayList<>();
    for (List<String> command : commands) {
      List<String> answer = stage.keyboard().run(PATIENCE, command.toArray(String[]::new));
      StoryFailed.unless(!answer.isEmpty(), "holdfast %s shows nothing", command);
      shown.add("ops/holdfast " + String.join(" ", command));
    }
    stage.narrator().block(shown);
    stage.narrator().says("with the console consumer of a Kafka distribution:");
    stage.narrator().block(List.of(plainConsumer(stage)));
  }

  private static String plainConsumer(Stage stage) {
    return "CLASSPATH=%s kafka-console-consumer.sh --bootstrap-server %s --topic holdfast.decisions --from-beginning --formatter %s --formatter-property schema.registry.url=%s"
        .formatted(
            stage.processes().schemasJar(),
            stage.processes().bootstrapServers(),
            FORMATTER,
            stage.processes().registryUrl());
  }

  private static List<String> consumer(Stage stage, String topic) {
    return List.of(
        "kafka",
        "console-consumer",
        "--topic",
        "holdfast." + topic,
        "--from-beginning",
        "--max-messages",
        "3",
        "--formatter",
        FORMATTER,
        "--formatter-property",
        "schema.registry.url=" + stage.processes().registryUrl());
  }
}
