package io.holdfast.backup.domain.fold;

import static io.holdfast.backup.domain.Records.begin;
import static io.holdfast.backup.domain.Records.insert;
import static io.holdfast.backup.domain.Records.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.domain.Snapshot;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.ddl.Ddl;
import io.holdfast.records.Column;
import io.holdfast.records.Relation;
import io.holdfast.records.ReplicaIdentity;
import io.holdfast.records.Truncate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables are followed through DDL. */
class SchemaFoldTest {

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theFoldOfAnyHistoryWithDdlIsTheTable(long seed) {
    SchemaHistory history = new SchemaHistory(seed);
    List<String> base = history.lines();
    DatabaseFold fold = fold(new BaseTables(1, 0, null, List.of(history.shape())));
    for (int step = 0; step < 80; step++) {
      history.step();
      history.log().forEach(fold::apply);
      fold.committed();
    }

    DatabaseFold.Folded table = fold.tables().get(0);
    assertThat(table.shape()).isEqualTo(history.shape());
    assertThat(restored(table, base)).containsExactlyInAnyOrderElementsOf(history.lines());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theFoldOfWhatComesAfterAPlaceIsTheTableWithTheRowsOfThere(long seed) {
    // Given
    SchemaHistory history = new SchemaHistory(seed);
    DatabaseFold fold = fold(new BaseTables(1, 0, null, List.of(history.shape())));
    for (int step = 0; step < 40; step++) {
      history.step();
      history.log().forEach(fold::learn);
    }
    assertThat(fold.goOn(1)).containsExactly(Map.entry(SchemaHistory.OID, history.shape()));
    List<String> there = history.lines();

    // When
    for (int step = 0; step < 12; step++) {
      history.step();
      history.log().forEach(fold::apply);
      fold.committed();
    }

    // Then
    DatabaseFold.Folded table = fold.tables().get(0);
    assertThat(table.shape()).isEqualTo(history.shape());
    List<String> rows = new ArrayList<>(untouched(table.fold(), there));
    List<String> out = new ArrayList<>(there);
    rows.forEach(out::remove);
    rows.addAll(restored(table, out));
    assertThat(rows).containsExactlyInAnyOrderElementsOf(history.lines());
  }

  /** Rows that can stay where they are; none where that cannot be told. */
  private static List<String> untouched(TableFold fold, List<String> rows) {
    if (fold.isUntouched()) {
      return rows;
    }
    if (fold.key().length == 0 || fold.isBaseGone()) {
      return List.of();
    }
    assertThat(fold.key()).containsExactly(0);
    Set<String> touched = new HashSet<>();
    fold.touched(key -> touched.add(CopyText.text(key)));
    return rows.stream().filter(row -> !touched.contains(CopyText.fields(row).get(0))).toList();
  }

  @Test
  void aLaterBaseCountsOnlyForRowsThatAreNotKnownWhereTheOthersAreThere() {
    SchemaHistory history = new SchemaHistory(2);
    TableShape shape = history.shape();
    DatabaseFold fold =
        fold(
            new BaseTables(1, 0, null, List.of(shape)),
            new BaseTables(2, 900, Snapshot.parse("50:51:"), List.of(shape)),
            new BaseTables(3, 950, Snapshot.parse("60:61:"), List.of(shape)));
    fold.learn(SchemaHistory.ddlTable());
    fold.goOn(800);

    fold.message(message(1, Prefix.BASE, 900));
    assertThat(fold.tables()).singleElement().satisfies(t -> assertThat(t.base()).isZero());
    fold.apply(SchemaHistory.command("TABLE REWRITE", "r\t7\tall its rows were written anew\n"));
    assertThat(fold.isWhole()).isFalse();
    fold.message(message(1, Prefix.BASE, 950));
    assertThat(fold.isWhole()).isTrue();
    assertThat(fold.tables()).singleElement().satisfies(t -> assertThat(t.base()).isEqualTo(3));
    assertThat(fold.bases()).containsExactly(2L, 3L);
  }

  @Test
  void aTableThatOnlyALaterBaseHoldsIsThereBehindIt() {
    SchemaHistory history = new SchemaHistory(2);
    TableShape shape = history.shape();
    DatabaseFold fold =
        fold(
            new BaseTables(1, 0, null, List.of()),
            new BaseTables(2, 900, Snapshot.parse("50:51:"), List.of(shape)));

    assertThat(fold.goOn(1000)).containsExactly(Map.entry(SchemaHistory.OID, shape));

    List<String> there = history.lines();
    apply(fold, 60, log(history, 10));
    assertThat(fold.tables()).singleElement().satisfies(t -> assertThat(t.base()).isZero());
    assertThat(restored(fold.tables().get(0), there))
        .containsExactlyInAnyOrderElementsOf(history.lines());
  }

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    new Random(7).longs(400).forEach(seeds::add);
    return seeds;
  }

  @Test
  void aTableThatIsCopiedAgainCountsFromItsMessageAndTakesWhatItsSnapshotDidNotSee() {
    // Given
    SchemaHistory history = new SchemaHistory(1);
    TableShape shape = history.shape();
    List<Object> before = log(history, 30);
    List<String> copy = history.lines();
    List<Object> unseen = log(history, 10);
    DatabaseFold fold =
        fold(
            new BaseTables(1, 0, null, List.of(shape)),
            new BaseTables(5, 900, Snapshot.parse("50:51:"), List.of(shape)));

    // When
    apply(fold, 40, before);
    apply(fold, 60, unseen);
    assertThat(fold.tables().get(0).base()).isEqualTo(1);
    fold.message(message(1, Prefix.BASE, 900));
    apply(fold, 61, log(history, 20));

    // Then
    assertThat(fold.tables().get(0).base()).isEqualTo(5);
    assertThat(restored(fold.tables().get(0), copy))
        .containsExactlyInAnyOrderElementsOf(history.lines());
  }

  private static List<Object> log(SchemaHistory history, int steps) {
    List<Object> log = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      history.write();
      log.addAll(history.log());
    }
    return log;
  }

  private static void apply(DatabaseFold fold, long xid, List<Object> records) {
    fold.apply(begin(1, xid, xid));
    records.forEach(fold::apply);
    fold.committed();
  }

  @Test
  void aRewrittenTableIsRefusedUntilItsBaseIsTakenAgain() {
    SchemaHistory history = new SchemaHistory(3);
    TableShape shape = history.shape();
    DatabaseFold fold =
        fold(
            new BaseTables(1, 0, null, List.of(shape)),
            new BaseTables(2, 900, Snapshot.parse("50:51:"), List.of(shape)));
    fold.apply(SchemaHistory.ddlTable());
    fold.apply(SchemaHistory.command("TABLE REWRITE", "r\t7\tall its rows were written anew\n"));

    assertThatThrownBy(fold::tables)
        .isInstanceOf(UnfoldableChange.class)
        .hasMessageContaining("public.t")
        .hasMessageContaining("written anew");
    fold.message(message(1, Prefix.BASE, 900));
    assertThat(fold.tables()).hasSize(1);
  }

  @Test
  void rowsOfATableWaitForTheCommandThatMakesItInTheirTransaction() {
    DatabaseFold fold = fold(new BaseTables(1, 0, null, List.of()));
    Relation made =
        new Relation(
            8L,
            "public",
            "made",
            ReplicaIdentity.NOTHING,
            List.of(new Column("g", false, 23L, -1)));
    fold.apply(SchemaHistory.ddlTable());
    fold.apply(made);
    fold.apply(insert(8, "1"));
    fold.apply(
        SchemaHistory.command("CREATE TABLE AS", "t\t8\tpublic\tmade\tt\nc\t1\tg\t23:-1\t\\N\n"));
    fold.committed();

    DatabaseFold.Folded table = fold.tables().get(0);
    assertThat(table.base()).isZero();
    assertThat(restored(table, List.of())).containsExactly("1");
  }

  @Test
  void aTableThatIsDroppedIsNotRestored() {
    SchemaHistory history = new SchemaHistory(4);
    DatabaseFold fold = fold(new BaseTables(1, 0, null, List.of(history.shape())));
    fold.apply(SchemaHistory.ddlTable());
    fold.apply(SchemaHistory.command("DROP TABLE", "d\t7\n"));

    assertThat(fold.tables()).isEmpty();
    assertThat(fold.commands())
        .singleElement()
        .satisfies(c -> assertThat(c.tag()).isEqualTo("DROP TABLE"));
  }

  @Test
  void whoEmptiesOurOwnTablesChangesNothing() {
    SchemaHistory history = new SchemaHistory(6);
    DatabaseFold fold = fold(new BaseTables(1, 0, null, List.of(history.shape())));
    fold.apply(SchemaHistory.ddlTable());
    fold.apply(new Truncate(List.of(SchemaHistory.ddlTable().getOid()), false, false));
    fold.committed();

    assertThat(fold.tables()).singleElement().satisfies(t -> assertThat(t.base()).isEqualTo(1));
    assertThat(fold.changes()).isZero();
  }

  @Test
  void theTextOfAMessageIsKeptOnceForAllItsCommands() {
    DatabaseFold fold = fold(new BaseTables(1, 0, null, List.of()));
    fold.apply(SchemaHistory.ddlTable());
    fold.apply(SchemaHistory.command("GRANT", ""));
    fold.apply(SchemaHistory.command("GRANT", ""));

    List<Ddl> commands = fold.commands();
    assertThat(commands).hasSize(2);
    assertThat(commands.get(0).statement()).isSameAs(commands.get(1).statement());
  }

  @Test
  void aTableThatStopsBeingLoggedIsNotRestoredAndIsLostWhenItIsLoggedAgain() {
    SchemaHistory history = new SchemaHistory(5);
    DatabaseFold fold = fold(new BaseTables(1, 0, null, List.of(history.shape())));
    fold.apply(SchemaHistory.ddlTable());
    fold.apply(SchemaHistory.command("TABLE REWRITE", "r\t7\trewritten\n"));
    fold.apply(
        SchemaHistory.command("ALTER TABLE", history.description().replace("t\tt\n", "t\tf\n")));
    assertThat(fold.tables()).isEmpty();

    fold.apply(SchemaHistory.command("ALTER TABLE", history.description()));
    assertThatThrownBy(fold::tables).isInstanceOf(UnfoldableChange.class);
  }

  private static DatabaseFold fold(BaseTables... bases) {
    return new DatabaseFold(
        List.of(bases),
        name -> !name.equals(new TableName("public", "left out")),
        RowStore.Factory.inMemory());
  }

  private static List<String> restored(DatabaseFold.Folded table, List<String> base) {
    List<String> restored = new ArrayList<>();
    if (!table.fold().isBaseGone()) {
      for (String line : base) {
        byte[] merged = table.fold().merge(CopyText.bytes(line));
        if (merged != null) {
          restored.add(CopyText.text(merged));
        }
      }
    }
    table.fold().rest(line -> restored.add(CopyText.text(line)));
    return restored;
  }
}
