package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.ByteSearch;
import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.LineWriter;
import io.holdfast.backup.domain.RowChange;
import io.holdfast.backup.domain.TableName;
import io.holdfast.records.ChangeKind;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Fold of a table whose rows have a key.
 *
 * <p>{@code rows} holds every row that was touched and lives, by its key of now: the line, and a
 * note of a byte of flags and the origin. The origin is the key of the base's row that it was,
 * empty for one that was inserted. Most rows keep their key and are whole: nothing is noted of
 * them. {@code fates} tells of the other touched rows of the base what their key is now, or that
 * they are gone. So an unchanged value is found in the base however often the key changed.
 *
 * <p>A key is a line of the key's columns behind a field {@code k}, so that no key is empty.
 */
final class KeyedFold implements TableFold {

  private static final RowStore.Kept GONE = RowStore.Kept.of(new byte[0]);
  private static final byte[] NONE = {};
  private static final byte[] TAG = {'k'};

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
  public void apply(RowChange change) {
    if (change.kind() == ChangeKind.INSERT) {
      insert(change.after());
    } else if (change.kind() == ChangeKind.UPDATE) {
      byte[] after = withKey(change.after(), change.before());
      byte[] newKey = keyOf(after);
      update(change.before() == null ? newKey : keyOf(change.before()), newKey, after);
    } else {
      delete(keyOf(change.before()));
    }
  }

  private void insert(byte[] line) {
    byte[] newKey = keyOf(line);
    if (rows.contains(newKey)) {
      throw new UnfoldableChange("a row is inserted into " + table + " whose key is there already");
    }
    put(newKey, NONE, line, false);
    inserted++;
  }

  private void update(byte[] oldKey, byte[] newKey, byte[] after) {
    boolean stays = Arrays.equals(newKey, oldKey);
    boolean lacking = CopyText.isLacking(after);
    byte[] line = after;
    RowStore.Kept before = stays ? rows.get(oldKey) : rows.remove(oldKey);
    byte[] origin = leave(oldKey, before);
    if (before != null && lacking) {
      line = CopyText.fill(line, before.text());
      lacking = is(LACKING, before);
    }
    if (!stays) {
      move(origin, newKey);
    }
    put(newKey, origin, line, lacking);
  }

  private void move(byte[] origin, byte[] newKey) {
    if (rows.contains(newKey)) {
      throw new UnfoldableChange("a row of " + table + " is given a key that is there already");
    }
    if (Arrays.equals(origin, newKey)) {
      fates.remove(origin);
    } else if (origin.length > 0) {
      fates.put(origin, RowStore.Kept.of(newKey));
    }
  }

  private void put(byte[] key, byte[] origin, byte[] line, boolean lacking) {
    boolean stays = Arrays.equals(origin, key);
    inPlace += stays ? 1 : 0;
    byte[] note = stays && !lacking ? NONE : note(lacking, stays, origin);
    rows.put(key, new RowStore.Kept(note, line));
  }

  private static byte[] note(boolean lacking, boolean stays, byte[] origin) {
    byte[] of = stays ? NONE : origin;
    byte[] note = new byte[1 + of.length];
    note[0] = (byte) ((lacking ? LACKING : 0) | (stays ? IN_PLACE : 0));
    System.arraycopy(of, 0, note, 1, of.length);
    return note;
  }

  /** A row is not there any more as it was; null for one of the base. Returns its origin. */
  private byte[] leave(byte[] key, RowStore.Kept row) {
    if (row == null) {
      return touchBase(key);
    }
    inPlace -= is(IN_PLACE, row) ? 1 : 0;
    return originOf(key, row);
  }

  private void delete(byte[] oldKey) {
    byte[] origin = leave(oldKey, rows.remove(oldKey));
    if (origin.length == 0) {
      inserted--;
    } else {
      fates.put(origin, GONE);
    }
  }

  /** A row that no change touched yet: it can only be in the base. */
  private byte[] touchBase(byte[] oldKey) {
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
  public int[] key() {
    return key.clone();
  }

  @Override
  public void touched(Consumer<byte[]> keys) {
    fates.forEach((origin, fate) -> keys.accept(untagged(origin)));
    rows.forEach(
        (rowKey, row) -> {
          if (is(IN_PLACE, row)) {
            keys.accept(untagged(rowKey));
          }
        });
  }

  @Override
  public byte[] merge(byte[] baseLine) {
    byte[] origin = keyOf(baseLine);
    RowStore.Kept fate = fates.isEmpty() ? null : fates.get(origin);
    if (fate != null && fate.text().length == 0) {
      merged.incrementAndGet();
      return null;
    }
    RowStore.Kept row = rows.get(fate == null ? origin : fate.text());
    if (row == null || fate == null && !is(IN_PLACE, row)) {
      return baseLine;
    }
    merged.incrementAndGet();
    return is(LACKING, row) ? CopyText.fill(row.text(), baseLine) : row.text();
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
          if (originOf(rowKey, row).length == 0) {
            out.accept(row.text());
          }
        });
  }

  /** A part of the key that lies out of line and did not change is told with the old key only. */
  private byte[] withKey(byte[] after, byte[] before) {
    return before == null || !CopyText.isLacking(after) ? after : CopyText.fill(after, before, key);
  }

  private static byte[] untagged(byte[] tagged) {
    return Arrays.copyOfRange(tagged, TAG.length + 1, tagged.length);
  }

  private byte[] keyOf(byte[] line) {
    if (key.length == 1 && key[0] == 0) {
      return keyOfFirst(line);
    }
    LineWriter tagged = new LineWriter();
    tagged.field(TAG);
    int column = 0;
    int start = 0;
    for (int next = 0; next < key.length; column++) {
      int tab = ByteSearch.indexOf((byte) '\t', line, start, line.length);
      int end = tab < 0 ? line.length : tab;
      if (column == key[next]) {
        tagged.field(line, start, end - start);
        next++;
      }
      if (tab < 0 && next < key.length) {
        throw new UnfoldableChange(
            "a row of " + table + " has " + (column + 1) + " columns, too few");
      }
      start = end + 1;
    }
    return tagged.end();
  }

  /** The same where the key is the first column, as it mostly is. */
  private static byte[] keyOfFirst(byte[] line) {
    int tab = ByteSearch.indexOf((byte) '\t', line, 0, line.length);
    int length = tab < 0 ? line.length : tab;
    byte[] tagged = new byte[TAG.length + 1 + length];
    tagged[0] = TAG[0];
    tagged[TAG.length] = '\t';
    System.arraycopy(line, 0, tagged, TAG.length + 1, length);
    return tagged;
  }

  private static boolean is(int flag, RowStore.Kept row) {
    return row.note().length == 0 ? flag == IN_PLACE : (row.note()[0] & flag) != 0;
  }

  private static byte[] originOf(byte[] key, RowStore.Kept row) {
    return is(IN_PLACE, row) ? key : Arrays.copyOfRange(row.note(), 1, row.note().length);
  }
}
