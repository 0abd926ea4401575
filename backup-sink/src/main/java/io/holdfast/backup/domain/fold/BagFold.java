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
    String before = balance.get(line);
    long after = (before == null ? 0 : Long.parseLong(before)) + count;
    if (after < 0 && baseGone) {
      throw new UnfoldableChange("a row of " + table + " is changed or deleted that is not there");
    }
    if (after == 0) {
      balance.remove(line);
    } else {
      balance.put(line, Long.toString(after));
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
  public synchronized String merge(String baseLine) {
    String count = balance.get(baseLine);
    if (count == null || Long.parseLong(count) > 0) {
      return baseLine;
    }
    add(baseLine, 1);
    return null;
  }

  @Override
  public void rest(Consumer<String> out) {
    balance.forEach(
        (line, count) -> {
          long left = Long.parseLong(count);
          if (left < 0) {
            throw new UnfoldableChange(
                "the base of " + table + " lacks " + -left + " rows that were deleted after it");
          }
          for (long i = 0; i < left; i++) {
            out.accept(line);
          }
        });
  }
}
