package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.TableName;
import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import io.holdfast.records.Column;
import io.holdfast.records.Marker;
import io.holdfast.records.OldRow;
import io.holdfast.records.Relation;
import io.holdfast.records.ReplicaIdentity;
import io.holdfast.records.Truncate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A table that is written to and altered at random, and what a log would say of it. */
final class SchemaHistory {

  static final long OID = 7;
  private static final long DDL_OID = 9;
  private static final Relation DDL_TABLE =
      new Relation(
          DDL_OID,
          "holdfast",
          "ddl",
          ReplicaIdentity.DEFAULT,
          List.of(
              new Column("id", true, 20L, -1),
              new Column("tag", false, 25L, -1),
              new Column("statement", false, 25L, -1),
              new Column("description", false, 25L, -1)));

  private final Random random;
  private final TreeMap<Integer, String> columns = new TreeMap<>();
  private final Map<Integer, String> missing = new HashMap<>();
  private final TreeMap<String, Map<Integer, String>> rows = new TreeMap<>();
  private final List<Object> log = new ArrayList<>();
  private ReplicaIdentity identity = ReplicaIdentity.DEFAULT;
  private String name = "t";
  private int nextColumn = 1;
  private boolean described;

  SchemaHistory(long seed) {
    random = new Random(seed);
    log.add(DDL_TABLE);
    columns.put(nextColumn++, "id");
    columns.put(nextColumn++, "a\tb");
    for (int i = 0; i < 8; i++) {
      put("k" + i);
    }
  }

  private Map<Integer, String> put(String id) {
    Map<Integer, String> row = new HashMap<>();
    for (Integer column : columns.keySet()) {
      row.put(column, column == 1 ? id : random.nextInt(5) == 0 ? null : "v\\" + random.nextInt(9));
    }
    rows.put(id, row);
    return row;
  }

  TableShape shape() {
    return new TableShape(
        new TableName("public", name),
        OID,
        List.copyOf(columns.keySet()),
        List.copyOf(columns.values()),
        columns.keySet().stream().map(number -> "25:-1").toList());
  }

  /** The rows, as lines. */
  List<String> lines() {
    return rows.values().stream().map(row -> CopyText.row(values(row))).toList();
  }

  private List<Object> values(Map<Integer, String> row) {
    List<Object> values = new ArrayList<>();
    columns.keySet().forEach(column -> values.add(row.get(column)));
    return values;
  }

  /** What the log gained since this was asked. */
  List<Object> log() {
    List<Object> news = List.copyOf(log);
    log.clear();
    return news;
  }

  void step() {
    switch (random.nextInt(12)) {
      case 0:
        alter();
        break;
      case 1:
        if (random.nextInt(4) == 0) {
          rows.clear();
          describe();
          log.add(new Truncate(List.of(OID), false, false));
        }
        break;
      default:
        write();
    }
  }

  private void alter() {
    List<Integer> others = new ArrayList<>(columns.keySet());
    others.remove(Integer.valueOf(1));
    switch (random.nextInt(5)) {
      case 0:
        if (others.size() > 1) {
          columns.remove(others.get(random.nextInt(others.size())));
        }
        break;
      case 1:
        columns.put(others.get(random.nextInt(others.size())), "renamed" + random.nextInt(1000));
        break;
      case 2:
        name = name.length() > 20 ? "t" : name + "x";
        break;
      case 3:
        identity =
            identity == ReplicaIdentity.FULL ? ReplicaIdentity.DEFAULT : ReplicaIdentity.FULL;
        break;
      default:
        int number = nextColumn++;
        String value = random.nextBoolean() ? null : "of old\t" + number;
        columns.put(number, "added" + number);
        missing.put(number, value);
        rows.values().forEach(row -> row.put(number, value));
    }
    described = false;
    log.add(command("ALTER TABLE", description()));
  }

  /** The row that tells of a command. */
  static Change command(String tag, String description) {
    List<Object> row = new ArrayList<>(Arrays.asList("1", tag, tag + " …", description));
    return new Change(DDL_OID, ChangeKind.INSERT, OldRow.NONE, null, row);
  }

  String description() {
    StringBuilder text = new StringBuilder(CopyText.row(List.of("t", "7", "public", name, "t")));
    columns.forEach(
        (number, column) ->
            text.append('\n')
                .append(
                    CopyText.row(
                        Arrays.asList(
                            "c", Integer.toString(number), column, "25:-1", missing.get(number)))));
    return text.append('\n').toString();
  }

  private void describe() {
    if (!described) {
      log.add(relation());
      described = true;
    }
  }

  Relation relation() {
    List<Column> sent = new ArrayList<>();
    columns.forEach(
        (number, column) ->
            sent.add(new Column(column, number == 1 || identity == ReplicaIdentity.FULL, 25L, -1)));
    return new Relation(OID, "public", name, identity, sent);
  }

  /** An insert, update or delete. */
  void write() {
    describe();
    String id = "k" + random.nextInt(12);
    Map<Integer, String> before = rows.get(id);
    boolean full = identity == ReplicaIdentity.FULL;
    OldRow old = full ? OldRow.FULL : OldRow.KEY;
    if (before == null) {
      log.add(new Change(OID, ChangeKind.INSERT, OldRow.NONE, null, values(put(id))));
    } else if (random.nextInt(3) == 0) {
      List<Object> sent = full ? values(before) : keyOnly(before);
      rows.remove(id);
      log.add(new Change(OID, ChangeKind.DELETE, old, sent, null));
    } else {
      String newId = random.nextInt(3) == 0 ? "k" + random.nextInt(12) : id;
      if (newId.equals(id) || !rows.containsKey(newId)) {
        update(before, id, newId, full);
      }
    }
  }

  private void update(Map<Integer, String> before, String id, String newId, boolean full) {
    List<Object> oldRow = full ? values(before) : newId.equals(id) ? null : keyOnly(before);
    rows.remove(id);
    Map<Integer, String> after = put(newId);
    List<Object> sent = values(after);
    int unchanged = random.nextInt(columns.size());
    if (unchanged > 0) {
      int number = List.copyOf(columns.keySet()).get(unchanged);
      after.put(number, before.get(number));
      sent.set(unchanged, Marker.UNCHANGED);
    }
    log.add(
        new Change(
            OID,
            ChangeKind.UPDATE,
            full ? OldRow.FULL : oldRow == null ? OldRow.NONE : OldRow.KEY,
            oldRow,
            sent));
  }

  private List<Object> keyOnly(Map<Integer, String> row) {
    List<Object> key = new ArrayList<>();
    columns.keySet().forEach(column -> key.add(column == 1 ? row.get(column) : null));
    return key;
  }

  /** The table that rows of DDL come in. */
  static Relation ddlTable() {
    return DDL_TABLE;
  }
}
