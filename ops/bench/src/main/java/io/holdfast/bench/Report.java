package io.holdfast.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The figures of one run: a table as they come, JSON at the end. */
public final class Report {

  private final String bench;
  private final Effort effort;
  private final PrintStream out;
  private final List<Figure> figures = new ArrayList<>();

  Report(String bench, Effort effort, PrintStream out) {
    this.bench = bench;
    this.effort = effort;
    this.out = out;
  }

  /** Tells a figure; floors count only in a full run. */
  public void add(Figure figure) {
    Figure told =
        effort == Effort.FULL
            ? figure
            : new Figure(figure.name(), figure.value(), figure.unit(), Optional.empty());
    figures.add(told);
    out.printf(
        Locale.ROOT,
        "  %-58s %14s %-8s %s%n",
        told.name(),
        number(told.value()),
        told.unit(),
        told.floor().map(floor -> floor + (told.ok() ? "  ok" : "  MISSED")).orElse(""));
  }

  /** A line between figures. */
  public void say(String text) {
    out.println(text);
  }

  boolean isOk() {
    return figures.stream().allMatch(Figure::ok);
  }

  void writeTo(Path file) throws IOException {
    var json = new StringBuilder();
    json.append("{\"bench\": ").append(quote(bench));
    json.append(", \"machine\": ").append(quote(Machine.describe()));
    json.append(", \"figures\": [");
    for (int i = 0; i < figures.size(); i++) {
      json.append(i == 0 ? "\n  " : ",\n  ").append(json(figures.get(i)));
    }
    Files.writeString(file, json.append("\n]}\n"));
  }

  private static String json(Figure figure) {
    return "{\"name\": %s, \"value\": %s, \"unit\": %s, \"floor\": %s, \"ok\": %s}"
        .formatted(
            quote(figure.name()),
            Double.isFinite(figure.value()) ? Double.toString(figure.value()) : "null",
            quote(figure.unit()),
            figure.floor().map(floor -> Double.toString(floor.bound())).orElse("null"),
            figure.ok());
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  static String number(double value) {
    if (Math.abs(value) >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", value).replace(',', ' ');
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.3f", value);
  }
}
