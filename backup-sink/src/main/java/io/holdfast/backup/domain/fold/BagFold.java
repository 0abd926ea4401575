package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.TableName;
import io.holdfast.records.Change;
import io.holdfast.records.Marker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Fold of a table whose rows are known by all their values (REPLICA IDENTITY FULL) or are only ever
 * inserted (no identity). Equal rows cannot be told apart and need not be: the fold counts how many
 * of each line came or went.
 */
final class BagFold implements TableFold {

  private final TableName table;
  private final RowStore balance;
  private boolean baseGone;

  BagFold(TableName table, RowStore balance) {
    this.table = table;
    this.balance = balance;
  }

  @Override
  public void apply(Change change) {
    if (change.getBefore() != null) {
      add(CopyText.row(change.getBefore()), -1);
    }
    if (change.getAfter() != null) {
      add(CopyText.row(known(change.getAfter(), change.getBefore())), 1);
    }
  }

  private List<Object> known(List<Object> after, List<Object> before) {
    if (!after.contains(Marker.UNCHANGED)) {
      return after;
    }
    if (before == null) {
      throw new UnfoldableChange(
          "a row of " + table + " has an unchanged value, but what it was is not known");
    }
    List<Object> values = new ArrayList<>(after);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == Marker.UNCHANGED) {
        values.set(i, before.get(i));
      }
    }
    return values;
  }

  private void add(String line, long count) {
    byte[] before = balance.get(line);
    long after = (before == null ? 0 : countOf(before)) + count;
    if (after < 0 && baseGone) {
      throw new UnfoldableChange("a row of " + table + " is changed or deleted that is not there");
    }
    if (after == 0) {
      balance.remove(line);
    } else {
      balance.put(line, CopyText.bytes(Long.toString(after)));
    }
  }

  @Override
  public void truncate() {
    balance.clear();
    baseGone = true;
  }

  @Override
  public boolean isBaseGone() {
    return baseGone;
  }

  @Override
  public boolean isUntouched() {
    return !baseGone && balance.isEmpty();
  }

  @Override
  public void touched(Consumer<String> keys) {
    // equal rows cannot be told apart: whoever wants to know which changed has to look at all
  }

  @Override
  public synchronized byte[] merge(byte[] baseLine) {
    String line = CopyText.text(baseLine);
    byte[] count = balance.get(line);
    if (count == null || countOf(count) > 0) {
      return baseLine;
    }
    add(line, 1);
    return null;
  }

  private static long countOf(byte[] text) {
    return Long.parseLong(CopyText.text(text));
  }

  @Override
  public void rest(Consumer<byte[]> out) {
    balance.forEach(
        (line, count) -> {
          long left = countOf(count);
          if (left < 0) {
            throw new UnfoldableChange(
                "the base of " + table + " lacks " + -left + " rows that were deleted after it");
          }
          for (long i = 0; i < left; i++) {
            out.accept(CopyText.bytes(line));
          }
        });
  }
}
