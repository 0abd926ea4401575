package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.TableName;
import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Fold of a table whose rows have a key.
 *
 * <p>{@code rows} holds every row that was touched and lives, by its key of now, as {@code origin
 * LF line}: the origin is the key of the base's row that it was, empty for one that was inserted.
 * {@code fates} tells for each touched row of the base what its key is now, or that it is gone. So
 * an unchanged value is found in the base however often the key changed.
 *
 * <p>A key is the COPY text of the key's columns, tagged with {@code k}, so that no key is empty.
 */
final class KeyedFold implements TableFold {

  private static final String GONE = "";
  private static final char SEPARATOR = '\n';

  private final TableName table;
  private final int[] key;
  private final RowStore rows;
  private final RowStore fates;
  private final AtomicLong merged = new AtomicLong();
  private long inserted;
  private boolean baseGone;

  KeyedFold(TableName table, int[] key, RowStore rows, RowStore fates) {
    this.table = table;
    this.key = key;
    this.rows = rows;
    this.fates = fates;
  }

  @Override
  public void apply(Change change) {
    if (change.getKind() == ChangeKind.INSERT) {
      insert(change.getAfter());
    } else if (change.getKind() == ChangeKind.UPDATE) {
      update(
          keyOf(change.getBefore() == null ? change.getAfter() : change.getBefore()),
          change.getAfter());
    } else {
      delete(keyOf(change.getBefore()));
    }
  }

  private void insert(List<Object> after) {
    String newKey = keyOf(after);
    if (rows.contains(newKey)) {
      throw new UnfoldableChange("a row is inserted into " + table + " whose key is there already");
    }
    rows.put(newKey, SEPARATOR + CopyText.row(after));
    inserted++;
  }

  private void update(String oldKey, List<Object> after) {
    String newKey = keyOf(after);
    String line = CopyText.row(after);
    String before = rows.remove(oldKey);
    String origin;
    if (before == null) {
      origin = touchBase(oldKey);
    } else {
      origin = originOf(before);
      line = fill(line, lineOf(before));
    }
    if (rows.contains(newKey)) {
      throw new UnfoldableChange("a row of " + table + " is given a key that is there already");
    }
    rows.put(newKey, origin + SEPARATOR + line);
    if (!origin.isEmpty()) {
      fates.put(origin, newKey);
    }
  }

  private void delete(String oldKey) {
    String before = rows.remove(oldKey);
    String origin = before == null ? touchBase(oldKey) : originOf(before);
    if (origin.isEmpty()) {
      inserted--;
    } else {
      fates.put(origin, GONE);
    }
  }

  /** A row that no change touched yet: it can only be in the base. */
  private String touchBase(String oldKey) {
    if (baseGone || fates.contains(oldKey)) {
      throw new UnfoldableChange("a row of " + table + " is changed or deleted that is not there");
    }
    return oldKey;
  }

  @Override
  public void truncate() {
    rows.clear();
    inserted = 0;
    fates.clear();
    baseGone = true;
  }

  @Override
  public boolean isBaseGone() {
    return baseGone;
  }

  @Override
  public boolean isUntouched() {
    return !baseGone && rows.isEmpty() && fates.isEmpty();
  }

  @Override
  public void touched(Consumer<String> keys) {
    fates.forEach((origin, fate) -> keys.accept(origin.substring(1)));
  }

  @Override
  public String merge(String baseLine) {
    String fate = fates.get(keyOf(baseLine));
    if (fate == null) {
      return baseLine;
    }
    merged.incrementAndGet();
    return fate.equals(GONE) ? null : fill(lineOf(rows.get(fate)), baseLine);
  }

  @Override
  public void rest(Consumer<String> out) {
    if (merged.get() != fates.size()) {
      throw new UnfoldableChange(
          "the base of "
              + table
              + " lacks "
              + (fates.size() - merged.get())
              + " rows that were changed after it");
    }
    if (inserted == 0) {
      return;
    }
    rows.forEach(
        (rowKey, text) -> {
          if (originOf(text).isEmpty()) {
            out.accept(lineOf(text));
          }
        });
  }

  /** Takes the values that are unchanged from the row before. */
  private static String fill(String line, String before) {
    if (!line.contains(CopyText.UNCHANGED)) {
      return line;
    }
    List<String> fields = CopyText.fields(line);
    List<String> old = CopyText.fields(before);
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).equals(CopyText.UNCHANGED)) {
        fields.set(i, old.get(i));
      }
    }
    return String.join("\t", fields);
  }

  private String keyOf(List<Object> values) {
    List<Object> parts = new ArrayList<>(key.length);
    for (int column : key) {
      parts.add(values.get(column));
    }
    return "k" + CopyText.row(parts);
  }

  private String keyOf(String line) {
    StringBuilder text = new StringBuilder("k");
    int column = 0;
    int start = 0;
    int next = 0;
    while (next < key.length) {
      int tab = line.indexOf('\t', start);
      int end = tab < 0 ? line.length() : tab;
      if (column == key[next]) {
        text.append(next == 0 ? "" : "\t").append(line, start, end);
        next++;
      }
      if (tab < 0 && next < key.length) {
        throw new UnfoldableChange(
            "a row of the base of " + table + " has " + (column + 1) + " columns, too few");
      }
      column++;
      start = end + 1;
    }
    return text.toString();
  }

  private static String originOf(String text) {
    return text.substring(0, text.indexOf(SEPARATOR));
  }

  private static String lineOf(String text) {
    return text.substring(text.indexOf(SEPARATOR) + 1);
  }
}
