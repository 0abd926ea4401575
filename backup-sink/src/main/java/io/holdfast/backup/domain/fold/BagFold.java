package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.RowChange;
import io.holdfast.backup.domain.TableName;
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
  public void apply(RowChange change) {
    if (change.before() != null) {
      add(change.before(), -1);
    }
    if (change.after() != null) {
      add(known(change.after(), change.before()), 1);
    }
  }

  private byte[] known(byte[] after, byte[] before) {
    if (!CopyText.isLacking(after)) {
      return after;
    }
    if (before == null) {
      throw new UnfoldableChange(
          "a row of " + table + " has an unchanged value, but what it was is not known");
    }
    return CopyText.fill(after, before);
  }

  private void add(byte[] line, long count) {
    RowStore.Kept before = balance.get(line);
    long after = (before == null ? 0 : countOf(before)) + count;
    if (after < 0 && baseGone) {
      throw new UnfoldableChange("a row of " + table + " is changed or deleted that is not there");
    }
    if (after == 0) {
      balance.remove(line);
    } else {
      balance.put(line, RowStore.Kept.of(CopyText.bytes(Long.toString(after))));
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
  public int[] key() {
    return new int[0];
  }

  @Override
  public void touched(Consumer<byte[]> keys) {
    throw new IllegalStateException("rows of " + table + " have no key");
  }

  @Override
  public synchronized byte[] merge(byte[] baseLine) {
    RowStore.Kept count = balance.get(baseLine);
    if (count == null || countOf(count) > 0) {
      return baseLine;
    }
    add(baseLine, 1);
    return null;
  }

  private static long countOf(RowStore.Kept kept) {
    return Long.parseLong(CopyText.text(kept.text()));
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
            out.accept(line);
          }
        });
  }
}
