package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.domain.RowChange;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.ddl.Ddl;
import io.holdfast.backup.domain.ddl.DescribedTable;
import io.holdfast.records.Begin;
import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Message;
import io.holdfast.records.Relation;
import io.holdfast.records.Truncate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The fold of all tables that are restored. Takes the records of whole transactions in log order,
 * and follows the schema by the rows of {@code holdfast.ddl}.
 *
 * <p>A relation that is not known may be one that its own transaction made: PostgreSQL writes the
 * rows of {@code CREATE TABLE AS} before the command ends. Such rows are taken, and the table has
 * to be described before the transaction commits.
 *
 * <p>Not thread-safe while changes are applied.
 */
public final class DatabaseFold {

  /**
   * A table at the target.
   *
   * @param shape its name and columns there
   * @param base number of the manifest whose objects hold its base; 0 when it has none
   * @param fold what became of the base
   */
  public record Folded(TableShape shape, long base, TableFold fold) {}

  private final RowStore.Factory stores;
  private final Predicate<TableName> chosen;
  private final Map<Long, FollowedTable> tables = new TreeMap<>();
  private final Map<Long, Long> bases = new HashMap<>();
  private final Map<Long, Relation> relations = new HashMap<>();
  private final Set<Long> leftOut = new HashSet<>();
  private final Set<Long> undescribed = new HashSet<>();
  private final Set<Long> unknown = new HashSet<>();
  private final List<LaterBase> laterBases = new ArrayList<>();
  private final List<Long> counting = new ArrayList<>();
  private boolean rowsAreThere;
  private final LongValues values;
  private final LongValues commandValues = new LongValues(LongField::held);
  private final List<Ddl> commands = new ArrayList<>();
  private final List<Ddl> learned = new ArrayList<>();
  private final Map<String, String> statements = new HashMap<>();
  private long changes;

  /**
   * @param bases the bases of the chain, in order
   * @param chosen which tables to restore, by the name they have when they are first met; changes
   *     of others are passed over
   */
  public DatabaseFold(
      List<BaseTables> bases, Predicate<TableName> chosen, RowStore.Factory stores) {
    this.stores = stores;
    this.values = new LongValues(() -> LongField.aside(stores.longTexts()));
    this.chosen = chosen;
    BaseTables first = bases.get(0);
    counting.add(first.manifest());
    for (TableShape shape : first.tables()) {
      if (chosen.test(shape.name())) {
        FollowedTable table = new FollowedTable(shape, stores, Long.toString(shape.oid()));
        if (first.leftOut().contains(shape.oid())) {
          table.lose("it changed before it could be copied, right");
        }
        tables.put(shape.oid(), table);
        this.bases.put(shape.oid(), first.manifest());
      } else {
        leftOut.add(shape.oid());
      }
    }
    bases.stream()
        .skip(1)
        .sorted(Comparator.comparingLong(BaseTables::lsn))
        .forEach(base -> laterBases.add(new LaterBase(base, stores)));
  }

  /**
   * Applies the next record; those that change nothing are passed over.
   *
   * @throws UnfoldableChange when it does not fit
   */
  public void apply(Object record) {
    if (record instanceof Begin begin) {
      laterBases.forEach(base -> base.begin(begin));
    } else if (record instanceof Relation relation) {
      describe(relation);
    } else if (record instanceof ChangePart part) {
      valuesOf(TableShape.nameOf(relations.get(part.getRelation()))).add(part);
    } else if (record instanceof Change change) {
      apply(RowChange.of(change));
    } else if (record instanceof RowChange change) {
      apply(change);
    } else if (record instanceof Truncate truncate) {
      truncate.getRelations().forEach(this::truncate);
    }
  }

  /**
   * Learns what a record of a transaction tells of the schema, and leaves the rows: they are there
   * already.
   */
  public void learn(Object record) {
    if (record instanceof Begin begin) {
      countUpTo(begin.getCommitLsn());
    } else if (record instanceof Relation || isOfCommand(record)) {
      apply(record);
    }
  }

  private boolean isOfCommand(Object record) {
    Relation relation = null;
    if (record instanceof Change change) {
      relation = relations.get(change.getRelation());
    } else if (record instanceof RowChange change) {
      relation = relations.get(change.relation());
    } else if (record instanceof ChangePart part) {
      relation = relations.get(part.getRelation());
    }
    return relation != null && TableShape.nameOf(relation).equals(Ddl.TABLE);
  }

  /**
   * The rows of all tables are there as they were at a place: what was learned up to there is how
   * they look, and from here on the fold is of what comes after. A later base counts only for rows
   * that are not known.
   *
   * @param commitLsn of the newest transaction that is there
   * @return the tables that are there, by object id
   */
  public Map<Long, TableShape> goOn(long commitLsn) {
    countUpTo(commitLsn);
    rowsAreThere = true;
    bases.clear();
    counting.clear();
    learned.addAll(commands);
    commands.clear();
    Map<Long, TableShape> there = new HashMap<>();
    tables.replaceAll((oid, table) -> table.afresh());
    tables.forEach(
        (oid, table) -> {
          if (table.isCovered()) {
            there.put(oid, table.shape());
          }
        });
    return there;
  }

  /** Learns a relation without applying anything, for transactions that are passed over. */
  public void describe(Relation relation) {
    relations.put(relation.getOid(), relation);
  }

  /** The transaction at hand is complete: a table that it did not describe is not known. */
  public void committed() {
    undescribed.forEach(oid -> tables.get(oid).lose(UNTOLD));
    unknown.addAll(undescribed);
    undescribed.clear();
    stores.tidy();
  }

  /** A message between transactions: the place from which a later base counts. */
  public void message(Message message) {
    if (!message.getPrefix().equals(Prefix.BASE) || laterBases.isEmpty()) {
      return;
    }
    if (laterBases.get(0).base().lsn() == message.getEndLsn()) {
      count(laterBases.remove(0));
    }
  }

  /** Bases tell how tables look, also where their messages are not read. */
  private void countUpTo(long lsn) {
    while (!laterBases.isEmpty()
        && Long.compareUnsigned(laterBases.get(0).base().lsn(), lsn) <= 0) {
      count(laterBases.remove(0));
    }
  }

  private void count(LaterBase later) {
    counting.add(later.base().manifest());
    later
        .tables()
        .forEach(
            (oid, table) -> {
              if (isWanted(oid, table)) {
                tables.put(oid, table);
                bases.put(oid, later.base().manifest());
                leftOut.remove(oid);
                unknown.remove(oid);
              }
            });
  }

  private boolean isWanted(long oid, FollowedTable copied) {
    FollowedTable table = tables.get(oid);
    return table == null
        ? chosen.test(copied.shape().name())
        : !rowsAreThere || table.lost() != null || !table.isCovered();
  }

  private LongValues valuesOf(TableName name) {
    return name.equals(Ddl.TABLE) ? commandValues : values;
  }

  private void apply(RowChange incomplete) {
    Relation relation = relations.get(incomplete.relation());
    TableName name = TableShape.nameOf(relation);
    RowChange change = valuesOf(name).complete(incomplete);
    if (isOurs(name)) {
      if (name.equals(Ddl.TABLE) && change.kind() == ChangeKind.INSERT) {
        command(Ddl.of(relation, CopyText.values(change.after())));
      }
      return;
    }
    laterBases.forEach(base -> base.apply(change, relation));
    FollowedTable table = table(relation);
    if (table != null) {
      table.apply(change);
      changes++;
    }
  }

  private static boolean isOurs(TableName name) {
    return name.schema().equals(Ddl.TABLE.schema());
  }

  /** The table that a change is of; null when it is not restored. */
  private FollowedTable table(Relation relation) {
    long oid = relation.getOid();
    FollowedTable table = tables.get(oid);
    if (table == null) {
      if (leftOut.contains(oid) || !chosen.test(TableShape.nameOf(relation))) {
        return null;
      }
      table = new FollowedTable(TableShape.of(relation), stores, oid + "-made").empty();
      tables.put(oid, table);
      undescribed.add(oid);
    }
    if (!table.read(relation) && table.lost() == null) {
      throw unrecorded(table, relation);
    }
    return table;
  }

  private static final String UNTOLD = "it was made, and no event trigger told how,";

  static final String REMEDY =
      ": restore to before that, leave it out, or take a new base for what comes later";

  static UnfoldableChange unrecorded(FollowedTable table, Relation relation) {
    return new UnfoldableChange(
        "table %s was altered after the base, from %s of types %s to %s of types %s, and no event trigger told how%s"
            .formatted(
                table.shape().name(),
                table.shape().columns(),
                table.shape().types(),
                TableShape.of(relation).columns(),
                TableShape.of(relation).types(),
                REMEDY));
  }

  private void command(Ddl ddl) {
    ddl.tables().forEach(table -> described(ddl, table));
    ddl.rewritten()
        .forEach(
            (oid, why) -> {
              FollowedTable table = tables.get(oid);
              if (table != null) {
                table.lose(why);
              }
            });
    for (Long oid : ddl.dropped()) {
      tables.remove(oid);
      leftOut.remove(oid);
      unknown.remove(oid);
    }
    if (!ddl.statement().isEmpty()) {
      // a message of a thousand commands comes a thousand times
      commands.add(ddl.withStatement(statements.computeIfAbsent(ddl.statement(), s -> s)));
    }
  }

  private void described(Ddl ddl, DescribedTable described) {
    long oid = described.oid();
    FollowedTable table = tables.get(oid);
    if (undescribed.remove(oid) || unknown.contains(oid)) {
      table.number(described);
    } else if (table != null) {
      table.become(described);
    } else if (leftOut.contains(oid)) {
      requireLeftOut(described);
    } else if (!chosen.test(described.name())) {
      leftOut.add(oid);
    } else {
      FollowedTable made =
          new FollowedTable(TableShape.of(described), stores, oid + "-made").empty();
      made.become(described);
      if (!ddl.makesTables()) {
        made.lose("it is not in the base");
      }
      tables.put(oid, made);
    }
  }

  private void requireLeftOut(DescribedTable described) {
    if (chosen.test(described.name())) {
      throw new UnfoldableChange(
          "table "
              + described.name()
              + " had another name at the base, by which it was left out: choose that one too");
    }
  }

  private void truncate(Long oid) {
    Relation relation = relations.get(oid);
    if (isOurs(TableShape.nameOf(relation))) {
      return;
    }
    FollowedTable table = table(relation);
    if (table != null) {
      table.truncate();
      changes++;
    }
  }

  /** How many changes were applied. */
  public long changes() {
    return changes;
  }

  /** Numbers of the manifests whose bases count at the target, in the order of the log. */
  public List<Long> bases() {
    return List.copyOf(counting);
  }

  /** Whether the rows of all tables are known. */
  public boolean isWhole() {
    return unknown.isEmpty()
        && tables.values().stream().allMatch(table -> !table.isCovered() || table.lost() == null);
  }

  /** Whether a command added a value to an enumerated type. */
  public boolean isValueAdded() {
    return commands.stream().anyMatch(Ddl::addsValue);
  }

  /** Commands whose effect is there already, in order. */
  public List<Ddl> learned() {
    return List.copyOf(learned);
  }

  /** The commands to repeat, in order. */
  public List<Ddl> commands() {
    return List.copyOf(commands);
  }

  /**
   * The tables at the target.
   *
   * @throws UnfoldableChange when the rows of one are not known there
   */
  public List<Folded> tables() {
    List<Folded> folded = new ArrayList<>();
    for (Map.Entry<Long, FollowedTable> entry : tables.entrySet()) {
      FollowedTable table = entry.getValue();
      if (!table.isCovered()) {
        continue;
      }
      if (unknown.contains(entry.getKey())) {
        table.lose(UNTOLD);
      }
      if (table.lost() != null) {
        throw new UnfoldableChange(
            "the rows of %s are not known there: %s after the base%s"
                .formatted(table.shape().name(), table.lost(), REMEDY));
      }
      folded.add(new Folded(table.shape(), bases.getOrDefault(entry.getKey(), 0L), table));
    }
    return folded;
  }
}
