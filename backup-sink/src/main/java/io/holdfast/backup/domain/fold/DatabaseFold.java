package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.TableName;
import io.holdfast.records.Change;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Marker;
import io.holdfast.records.Relation;
import io.holdfast.records.RowSide;
import io.holdfast.records.Truncate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The fold of all tables that are restored. Takes the records of whole transactions in log order.
 *
 * <p>Not thread-safe while changes are applied.
 */
public final class DatabaseFold {

  private final RowStore.Factory stores;
  private final Map<TableName, TableShape> shapes = new TreeMap<>();
  private final Map<TableName, TableFold> folds = new TreeMap<>();
  private final Map<Long, TableName> tables = new HashMap<>();
  private final Map<String, StringBuilder> parts = new HashMap<>();
  private final Predicate<TableName> chosen;
  private long changes;

  /**
   * @param base the tables of the base
   * @param chosen which tables to restore; changes of others are passed over, while a chosen one
   *     that the base lacks is an error
   */
  public DatabaseFold(List<TableShape> base, Predicate<TableName> chosen, RowStore.Factory stores) {
    this.stores = stores;
    this.chosen = chosen;
    base.forEach(shape -> shapes.put(shape.name(), shape));
  }

  /**
   * Applies the next record; those that change no row are passed over.
   *
   * @throws UnfoldableChange when it does not fit
   */
  public void apply(Object record) {
    if (record instanceof Relation relation) {
      describe(relation);
    } else if (record instanceof ChangePart part) {
      parts
          .computeIfAbsent(placeOf(part.getRow(), part.getColumn()), place -> new StringBuilder())
          .append(part.getText());
    } else if (record instanceof Change change) {
      apply(change);
    } else if (record instanceof Truncate truncate) {
      truncate.getRelations().forEach(this::truncate);
    }
  }

  /** Learns a relation without applying anything, for transactions that are passed over. */
  public void describe(Relation relation) {
    TableShape shape = TableShape.of(relation);
    if (!chosen.test(shape.name())) {
      tables.remove(relation.getOid());
      return;
    }
    TableShape known = shapes.get(shape.name());
    requireSame(known, shape);
    tables.put(relation.getOid(), shape.name());
    if (!folds.containsKey(shape.name())) {
      folds.put(shape.name(), foldOf(shape));
    } else if (!known.key().equals(shape.key())) {
      throw changed(shape.name(), "the replica identity of " + shape.name() + " changed");
    }
    shapes.put(shape.name(), shape);
  }

  /** What DDL does to rows is not in the log: whatever it did, rows cannot be followed past it. */
  private static void requireSame(TableShape known, TableShape shape) {
    if (known == null) {
      throw changed(shape.name(), "table " + shape.name() + " was made");
    }
    if (known.oid() != shape.oid()) {
      throw changed(shape.name(), "table " + shape.name() + " was dropped and made again");
    }
    if (!known.columns().equals(shape.columns())) {
      throw changed(
          shape.name(),
          "the columns of "
              + shape.name()
              + " changed from "
              + known.columns()
              + " to "
              + shape.columns());
    }
    if (!known.types().equals(shape.types())) {
      throw changed(shape.name(), "a column of " + shape.name() + " was given another type");
    }
  }

  private static UnfoldableChange changed(TableName table, String what) {
    return new UnfoldableChange(
        what
            + " after the base: restore to before that, leave "
            + table
            + " out, or take a new base for what comes later");
  }

  private TableFold foldOf(TableShape shape) {
    return shape.key().isEmpty()
        ? new BagFold(shape.name(), stores.open(shape.name() + " balance"))
        : new KeyedFold(
            shape.name(),
            shape.keyIndexes(),
            stores.open(shape.name() + " rows"),
            stores.open(shape.name() + " fates"));
  }

  private void apply(Change change) {
    TableName table = tables.get(change.getRelation());
    if (table != null) {
      change.setBefore(whole(RowSide.BEFORE, change.getBefore()));
      change.setAfter(whole(RowSide.AFTER, change.getAfter()));
      folds.get(table).apply(change);
      changes++;
    }
    parts.clear();
  }

  private List<Object> whole(RowSide side, List<Object> values) {
    if (values == null || !values.contains(Marker.IN_PARTS)) {
      return values;
    }
    for (int column = 0; column < values.size(); column++) {
      if (values.get(column) == Marker.IN_PARTS) {
        StringBuilder text = parts.remove(placeOf(side, column));
        if (text == null) {
          throw new UnfoldableChange("a value that should have come in parts did not come");
        }
        values.set(column, text.toString());
      }
    }
    return values;
  }

  private static String placeOf(RowSide side, int column) {
    return side + " " + column;
  }

  private void truncate(Long oid) {
    TableName table = tables.get(oid);
    if (table != null) {
      folds.get(table).truncate();
      changes++;
    }
  }

  /** How many changes were applied. */
  public long changes() {
    return changes;
  }

  /** What became of a table of the base; null when the log never named it. */
  public TableFold fold(TableName table) {
    return folds.get(table);
  }
}
