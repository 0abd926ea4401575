package io.holdfast.cli.output;

import io.holdfast.cli.output.Column.Align;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows under their titles, aligned by blanks alone, so that {@code grep}, {@code awk} and a ticket
 * take them as they are.
 *
 * @param <T> type of the rows
 */
public final class Table<T> {

  private static final String GAP = "   ";

  private final List<Column<T>> columns;

  public Table(Columns<T> columns) {
    this.columns = columns.shown();
  }

  /** The lines, titles first; no trailing blanks. */
  public List<String> lines(List<T> rows, boolean coloured) {
    List<List<String>> cells =
        rows.stream().map(row -> columns.stream().map(c -> c.textOf(row)).toList()).toList();
    int[] widths = IntStream.range(0, columns.size()).map(index -> width(index, cells)).toArray();
    var lines = new ArrayList<String>();
    lines.add(line(columns.stream().map(Column::title).toList(), faint(), widths, coloured));
    for (int i = 0; i < rows.size(); i++) {
      T row = rows.get(i);
      List<Style> styles = columns.stream().map(column -> column.style().apply(row)).toList();
      lines.add(line(cells.get(i), styles, widths, coloured));
    }
    return lines;
  }

  private int width(int index, List<List<String>> cells) {
    int title = columns.get(index).title().length();
    return cells.stream().mapToInt(row -> length(row.get(index))).reduce(title, Math::max);
  }

  private List<Style> faint() {
    return columns.stream().map(column -> Style.FAINT).toList();
  }

  private String line(List<String> cells, List<Style> styles, int[] widths, boolean coloured) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String blanks = " ".repeat(Math.max(0, widths[i] - length(cells.get(i))));
      String text = coloured ? styles.get(i).around(cells.get(i)) : cells.get(i);
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).align() == Align.RIGHT ? blanks + text : text + blanks);
    }
    return line.toString().stripTrailing();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
