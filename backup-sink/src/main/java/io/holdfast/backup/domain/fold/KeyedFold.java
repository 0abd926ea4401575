package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.TableName;
import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import io.holdfast.records.Marker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Fold of a table whose rows have a key.
 *
 * <p>{@code rows} holds every row that was touched and lives, by its key of now: a byte of flags,
 * the origin, LF, and the line. The origin is the key of the base's row that it was, empty for one
 * that was inserted; most rows keep their key, which is a flag. {@code fates} tells of the other
 * touched rows of the base what their key is now, or that they are gone. So an unchanged value is
 * found in the base however often the key changed.
 *
 * <p>A key is the COPY text of the key's columns, tagged with {@code k}, so that no key is empty.
 */
final class KeyedFold implements TableFold {

  private static final byte[] GONE = {};
  private static final byte SEPARATOR = '\n';

  /** Flag: values are unchanged since the base. */
  private static final int LACKING = 1;

  /** Flag: its key is that of the base's row. */
  private static final int IN_PLACE = 2;

  private final TableName table;
  private final int[] key;
  private final RowStore rows;
  private final RowStore fates;
  private final AtomicLong merged = new AtomicLong();
  private long inserted;
  private long inPlace;
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
      String newKey = keyOf(change.getAfter());
      update(
          change.getBefore() == null ? newKey : keyOf(change.getBefore()),
          newKey,
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
    put(newKey, "", CopyText.line(after), false);
    inserted++;
  }

  private void update(String oldKey, String newKey, List<Object> after) {
    byte[] line = CopyText.line(after);
    boolean lacking = after.contains(Marker.UNCHANGED);
    byte[] before = newKey.equals(oldKey) ? rows.get(oldKey) : rows.remove(oldKey);
    String origin = leave(oldKey, before);
    if (before != null && lacking) {
      line = fill(line, lineOf(before));
      lacking = is(LACKING, before);
    }
    if (!newKey.equals(oldKey)) {
      move(origin, newKey);
    }
    put(newKey, origin, line, lacking);
  }

  private void move(String origin, String newKey) {
    if (rows.contains(newKey)) {
      throw new UnfoldableChange("a row of " + table + " is given a key that is there already");
    }
    if (origin.equals(newKey)) {
      fates.remove(origin);
    } else if (!origin.isEmpty()) {
      fates.put(origin, CopyText.bytes(newKey));
    }
  }

  private void put(String key, String origin, byte[] line, boolean lacking) {
    boolean stays = origin.equals(key);
    inPlace += stays ? 1 : 0;
    byte[] of = CopyText.bytes(stays ? "" : origin);
    byte[] row = new byte[of.length + line.length + 2];
    row[0] = (byte) ((lacking ? LACKING : 0) | (stays ? IN_PLACE : 0));
    System.arraycopy(of, 0, row, 1, of.length);
    row[of.length + 1] = SEPARATOR;
    System.arraycopy(line, 0, row, of.length + 2, line.length);
    rows.put(key, row);
  }

  /** A row is not there any more as it was; null for one of the base. Returns its origin. */
  private String leave(String key, byte[] row) {
    if (row == null) {
      return touchBase(key);
    }
    inPlace -= is(IN_PLACE, row) ? 1 : 0;
    return originOf(key, row);
  }

  private void delete(String oldKey) {
    byte[] before = rows.remove(oldKey);
    String origin = leave(oldKey, before);
    if (origin.isEmpty()) {
      inserted--;
    } else {
      fates.put(origin, GONE);
    }
  }

  /** A row that no change touched yet: it can only be in the base. */
  private String touchBase(String oldKey) {
    if (baseGone || !fates.isEmpty() && fates.contains(oldKey)) {
      throw new UnfoldableChange("a row of " + table + " is changed or deleted that is not there");
    }
    return oldKey;
  }

  @Override
  public void truncate() {
    rows.clear();
    inserted = 0;
    inPlace = 0;
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
    rows.forEach(
        (rowKey, row) -> {
          if (is(IN_PLACE, row)) {
            keys.accept(rowKey.substring(1));
          }
        });
  }

  @Override
  public byte[] merge(byte[] baseLine) {
    String origin = keyOf(baseLine);
    byte[] fate = fates.isEmpty() ? null : fates.get(origin);
    if (fate != null && fate.length == 0) {
      merged.incrementAndGet();
      return null;
    }
    byte[] row = rows.get(fate == null ? origin : CopyText.text(fate));
    if (row == null || fate == null && !is(IN_PLACE, row)) {
      return baseLine;
    }
    merged.incrementAndGet();
    return is(LACKING, row) ? fill(lineOf(row), baseLine) : lineOf(row);
  }

  @Override
  public void rest(Consumer<byte[]> out) {
    long touched = fates.size() + inPlace;
    if (merged.get() != touched) {
      throw new UnfoldableChange(
          "the base of "
              + table
              + " lacks "
              + (touched - merged.get())
              + " rows that were changed after it");
    }
    if (inserted == 0) {
      return;
    }
    rows.forEach(
        (rowKey, row) -> {
          if (originOf(rowKey, row).isEmpty()) {
            out.accept(lineOf(row));
          }
        });
  }

  /** Takes the values that are unchanged from the row before. */
  private static byte[] fill(byte[] line, byte[] before) {
    List<String> fields = CopyText.fields(CopyText.text(line));
    List<String> old = CopyText.fields(CopyText.text(before));
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).equals(CopyText.UNCHANGED)) {
        fields.set(i, old.get(i));
      }
    }
    return CopyText.bytes(String.join("\t", fields));
  }

  private String keyOf(List<Object> values) {
    List<Object> parts = new ArrayList<>(key.length);
    for (int column : key) {
      parts.add(values.get(column));
    }
    return "k" + CopyText.row(parts);
  }

  private String keyOf(byte[] line) {
    StringBuilder text = new StringBuilder("k");
    int column = 0;
    int start = 0;
    int next = 0;
    while (next < key.length) {
      int end = start;
      while (end < line.length && line[end] != '\t') {
        end++;
      }
      if (column == key[next]) {
        text.append(next == 0 ? "" : "\t")
            .append(new String(line, start, end - start, StandardCharsets.UTF_8));
        next++;
      }
      if (end == line.length && next < key.length) {
        throw new UnfoldableChange(
            "a row of the base of " + table + " has " + (column + 1) + " columns, too few");
      }
      column++;
      start = end + 1;
    }
    return text.toString();
  }

  private static boolean is(int flag, byte[] row) {
    return (row[0] & flag) != 0;
  }

  private static String originOf(String key, byte[] row) {
    return is(IN_PLACE, row) ? key : new String(row, 1, separator(row) - 1, StandardCharsets.UTF_8);
  }

  private static byte[] lineOf(byte[] row) {
    return Arrays.copyOfRange(row, separator(row) + 1, row.length);
  }

  private static int separator(byte[] row) {
    int at = 1;
    while (row[at] != SEPARATOR) {
      at++;
    }
    return at;
  }
}
