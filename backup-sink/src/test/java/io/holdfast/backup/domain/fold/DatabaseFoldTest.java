package io.holdfast.backup.domain.fold;

import static io.holdfast.backup.domain.Records.insert;
import static io.holdfast.backup.domain.Records.relation;
import static io.holdfast.backup.domain.Records.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.domain.Records;
import io.holdfast.backup.domain.Snapshot;
import io.holdfast.backup.domain.TableName;
import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Column;
import io.holdfast.records.Marker;
import io.holdfast.records.OldRow;
import io.holdfast.records.Relation;
import io.holdfast.records.ReplicaIdentity;
import io.holdfast.records.RowSide;
import io.holdfast.records.Truncate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseFoldTest {

  private static final TableName T1 = new TableName("public", "t1");

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theFoldOfAnyHistoryIsTheTable(long seed) {
    Random random = new Random(seed);
    for (ReplicaIdentity identity : List.of(ReplicaIdentity.DEFAULT, ReplicaIdentity.FULL)) {
      TreeMap<String, List<Object>> table = new TreeMap<>();
      for (int i = 0; i < 10; i++) {
        table.put("k" + i, row("k" + i, "a\t" + i, i % 3 == 0 ? null : "toast " + i));
      }
      List<String> base = lines(table);
      DatabaseFold fold = foldOf(identity);
      for (int step = 0; step < 60; step++) {
        step(random, table, fold, identity);
      }

      assertThat(restored(fold, base)).containsExactlyInAnyOrderElementsOf(lines(table));
    }
  }

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    new Random(6).longs(300).forEach(seeds::add);
    return seeds;
  }

  private static void step(
      Random random,
      TreeMap<String, List<Object>> table,
      DatabaseFold fold,
      ReplicaIdentity identity) {
    String id = "k" + random.nextInt(15);
    List<Object> before = table.get(id);
    boolean full = identity == ReplicaIdentity.FULL;
    if (random.nextInt(40) == 0) {
      table.clear();
      fold.apply(new Truncate(List.of(1L), false, false));
    } else if (before == null) {
      List<Object> row = row(id, "new", "value " + random.nextInt());
      table.put(id, row);
      fold.apply(insert(1, row.toArray()));
    } else if (random.nextInt(4) == 0) {
      table.remove(id);
      fold.apply(
          new Change(
              1L,
              ChangeKind.DELETE,
              full ? OldRow.FULL : OldRow.KEY,
              full ? new ArrayList<>(before) : row(id, null, null),
              null));
    } else {
      String newId = random.nextInt(3) == 0 ? "k" + random.nextInt(15) : id;
      if (!newId.equals(id) && table.containsKey(newId)) {
        return;
      }
      boolean unchanged = random.nextBoolean();
      List<Object> after =
          row(newId, "changed", unchanged ? before.get(2) : "value " + random.nextInt());
      List<Object> sent = new ArrayList<>(after);
      if (unchanged) {
        sent.set(2, Marker.UNCHANGED);
      }
      boolean keyChanged = !newId.equals(id);
      table.remove(id);
      table.put(newId, after);
      fold.apply(
          new Change(
              1L,
              ChangeKind.UPDATE,
              full ? OldRow.FULL : keyChanged ? OldRow.KEY : OldRow.NONE,
              full ? new ArrayList<>(before) : keyChanged ? row(id, null, null) : null,
              sent));
    }
  }

  @Test
  void equalRowsWithoutAKeyAreCounted() {
    DatabaseFold fold = foldOf(ReplicaIdentity.FULL);
    fold.apply(new Change(1L, ChangeKind.DELETE, OldRow.FULL, row("x", null, null), null));
    fold.apply(insert(1, "y", null, null));
    fold.apply(insert(1, "y", null, null));
    String x = CopyText.row(row("x", null, null));
    String y = CopyText.row(row("y", null, null));

    assertThat(restored(fold, List.of(x, x, x))).containsExactlyInAnyOrder(x, x, y, y);
  }

  @Test
  void aLongValueIsTheSameHoweverItCame() {
    String text = "ü\t".repeat(CopyText.LONGEST);
    DatabaseFold fold = foldOf(ReplicaIdentity.FULL);
    fold.apply(insert(1, "k1", null, text));
    fold.apply(new ChangePart(1L, RowSide.BEFORE, 2, 0, text.substring(0, 1001)));
    fold.apply(new ChangePart(1L, RowSide.BEFORE, 2, 1, text.substring(1001)));
    fold.apply(
        new Change(1L, ChangeKind.DELETE, OldRow.FULL, row("k1", null, Marker.IN_PARTS), null));
    assertThat(restored(fold, List.of())).isEmpty();

    fold.apply(insert(1, "k1", null, text));
    assertThat(restored(fold, List.of()))
        .singleElement()
        .asString()
        .startsWith("k1\t\\N\t\\L")
        .hasSize("k1\t\\N\t".length() + CopyText.REFERENCE);
  }

  @Test
  void aValueInPartsIsPutTogether() {
    DatabaseFold fold = foldOf(ReplicaIdentity.DEFAULT);
    fold.apply(new ChangePart(1L, RowSide.AFTER, 2, 0, "ab"));
    fold.apply(new ChangePart(1L, RowSide.AFTER, 2, 1, "cd"));
    fold.apply(insert(1, "k1", null, Marker.IN_PARTS));

    assertThat(restored(fold, List.of())).containsExactly("k1\t\\N\tabcd");
  }

  @Test
  void aBaseThatIsNotTheOneTheLogContinuesIsRefused() {
    DatabaseFold fold = foldOf(ReplicaIdentity.DEFAULT);
    fold.apply(new Change(1L, ChangeKind.DELETE, OldRow.KEY, row("k1", null, null), null));

    assertThatThrownBy(() -> restored(fold, List.of("k2\t\\N\t\\N")))
        .isInstanceOf(UnfoldableChange.class)
        .hasMessageContaining("lacks 1 rows");
  }

  @Test
  void aRowDeletedTwiceIsRefused() {
    DatabaseFold fold = foldOf(ReplicaIdentity.DEFAULT);
    Change delete = new Change(1L, ChangeKind.DELETE, OldRow.KEY, row("k1", null, null), null);
    fold.apply(delete);

    assertThatThrownBy(() -> fold.apply(delete)).isInstanceOf(UnfoldableChange.class);
  }

  @Test
  void columnsThatChangedWithoutARowOfDdlAreRefusedInWords() {
    DatabaseFold fold = foldOf(ReplicaIdentity.DEFAULT);
    Relation wider = relation(1);
    wider.setColumns(List.of(new Column("id", true, 20L, -1), new Column("z", false, 25L, -1)));
    fold.apply(wider);

    assertThatThrownBy(() -> fold.apply(insert(1, "k1", null)))
        .isInstanceOf(UnfoldableChange.class)
        .hasMessageContaining("was altered")
        .hasMessageContaining("take a new base");
  }

  @Test
  void aTableThatWasMadeWithoutARowOfDdlIsRefusedInWords() {
    DatabaseFold fold = foldOf(ReplicaIdentity.DEFAULT);
    Relation again = relation(2);
    again.setTableName("t1");
    fold.apply(again);
    fold.apply(insert(2, "k1", null, null));

    fold.committed();

    assertThatThrownBy(fold::tables)
        .isInstanceOf(UnfoldableChange.class)
        .hasMessageContaining(
            "the rows of public.t1 are not known there: it was made, and no event");
  }

  @Test
  void aTableThatWasMadeWithoutARowOfDdlIsKnownFromItsFirstBaseOn() {
    DatabaseFold fold =
        new DatabaseFold(
            List.of(
                new BaseTables(1, 0, null, List.of()),
                new BaseTables(5, 900, Snapshot.parse("50:50:"), List.of(shape(1)))),
            T1::equals,
            RowStore.Factory.inMemory());
    fold.apply(Records.begin(1, 7, 700));
    fold.apply(relation(1));
    fold.apply(insert(1, "k1", null, null));
    fold.committed();
    assertThatThrownBy(fold::tables).isInstanceOf(UnfoldableChange.class);

    fold.message(Records.message(1, Prefix.BASE, 900));
    fold.apply(Records.begin(1, 60, 1000));
    fold.apply(insert(1, "k2", null, null));
    fold.committed();

    assertThat(restored(fold, List.of("k1\t\\N\t\\N")))
        .containsExactly("k1\t\\N\t\\N", "k2\t\\N\t\\N");
  }

  @Test
  void tablesThatWereNotChosenArePassedOver() {
    DatabaseFold fold = foldOf(ReplicaIdentity.DEFAULT);
    fold.apply(relation(2));
    fold.apply(insert(2, "k1", null, null));

    assertThat(fold.changes()).isZero();
  }

  private static DatabaseFold foldOf(ReplicaIdentity identity) {
    Relation relation = relation(1, identity);
    DatabaseFold fold =
        new DatabaseFold(
            List.of(new BaseTables(1, 0, null, List.of(shape(1)))),
            T1::equals,
            RowStore.Factory.inMemory());
    fold.apply(relation);
    return fold;
  }

  private static TableShape shape(long oid) {
    return new TableShape(
        T1, oid, List.of(1, 2, 3), List.of("id", "a", "b"), List.of("20:-1", "25:-1", "25:-1"));
  }

  private static List<String> restored(DatabaseFold fold, List<String> base) {
    TableFold table = fold.tables().get(0).fold();
    List<String> restored = new ArrayList<>();
    if (!table.isBaseGone()) {
      for (String line : base) {
        byte[] merged = table.merge(CopyText.bytes(line));
        if (merged != null) {
          restored.add(CopyText.text(merged));
        }
      }
    }
    table.rest(line -> restored.add(CopyText.text(line)));
    return restored;
  }

  private static List<String> lines(TreeMap<String, List<Object>> table) {
    return table.values().stream().map(CopyText::row).toList();
  }
}
