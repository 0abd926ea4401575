package io.holdfast.cli.output;

import io.holdfast.cli.output.Column.Align;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The properties of a kind of row, in order, described once for tables and for JSON.
 *
 * <p>Immutable: each method gives a description with one more column.
 *
 * @param <T> type of the rows
 */
public final class Columns<T> {

  private final List<Column<T>> columns;

  private Columns(List<Column<T>> columns) {
    this.columns = columns;
  }

  public static <T> Columns<T> none() {
    return new Columns<>(List.of());
  }

  /** A column that shows what JSON says. */
  public Columns<T> text(String name, Function<T, ?> value) {
    return text(name, value, plain(value));
  }

  /** A column that shows something shorter, or more readable, than JSON says. */
  public Columns<T> text(String name, Function<T, ?> value, Function<T, String> shown) {
    return with(new Column<>(name, value, shown, row -> Style.PLAIN, Align.LEFT));
  }

  /** A column whose words have a colour on a terminal. */
  public Columns<T> styled(String name, Function<T, ?> value, Function<T, Style> style) {
    return with(new Column<>(name, value, plain(value), style, Align.LEFT));
  }

  public Columns<T> number(String name, Function<T, ?> value) {
    return number(name, value, plain(value));
  }

  public Columns<T> number(String name, Function<T, ?> value, Function<T, String> shown) {
    return with(new Column<>(name, value, shown, row -> Style.PLAIN, Align.RIGHT));
  }

  /** For programs only. */
  public Columns<T> hidden(String name, Function<T, ?> value) {
    return with(new Column<>(name, value, plain(value), row -> Style.PLAIN, Align.HIDDEN));
  }

  List<Column<T>> shown() {
    return columns.stream().filter(column -> column.align() != Align.HIDDEN).toList();
  }

  /** One row as JSON has it, field by field. */
  public Map<String, Object> fields(T row) {
    var fields = new LinkedHashMap<String, Object>();
    columns.forEach(column -> fields.put(column.name(), column.value().apply(row)));
    return fields;
  }

  private Columns<T> with(Column<T> column) {
    var more = new ArrayList<>(columns);
    more.add(column);
    return new Columns<>(List.copyOf(more));
  }

  private static <T> Function<T, String> plain(Function<T, ?> value) {
    return row -> Objects.toString(value.apply(row), Column.NOTHING);
  }
}
