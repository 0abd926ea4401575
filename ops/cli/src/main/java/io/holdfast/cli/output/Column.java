package io.holdfast.cli.output;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.function.Function;

/**
 * One property of a row: a column of the table and a field of the JSON object.
 *
 * @param name field name in JSON; the title is made from it
 * @param value what JSON says; null is null there and {@code -} in the table
 * @param text what the table says
 * @param style how the table says it on a terminal
 * @param align which side the text keeps to
 * @param <T> type of the rows
 */
record Column<T>(
    String name,
    Function<T, ?> value,
    Function<T, String> text,
    Function<T, Style> style,
    Align align) {

  static final String NOTHING = "-";

  /** Which side of a column its texts keep to; {@link #HIDDEN} ones are in JSON only. */
  enum Align {
    LEFT,
    RIGHT,
    HIDDEN
  }

  Column {
    requireNonNull(name);
    requireNonNull(value);
    requireNonNull(text);
    requireNonNull(style);
    requireNonNull(align);
  }

  /** {@code lastHeard} is LAST HEARD. */
  String title() {
    return name.replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT);
  }

  String textOf(T row) {
    String shown = text.apply(row);
    return shown == null || shown.isEmpty() ? NOTHING : OneLine.of(shown);
  }
}
