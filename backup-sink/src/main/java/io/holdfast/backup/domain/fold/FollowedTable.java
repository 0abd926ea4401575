package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.RowChange;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.ddl.DescribedTable;
import io.holdfast.records.Relation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A table through all its shapes. Each shape, and each key, is a stage with a fold of its own: what
 * leaves one stage enters the next as if it were its base, mapped to the columns it has there.
 *
 * <pre>
 *  base ─► mapping, fold ─► mapping, fold ─► … ─► rows
 *          as it was         after DDL
 * </pre>
 *
 * So nothing that is kept of rows has to be written anew when a column comes or goes.
 */
final class FollowedTable implements TableFold {

  /** Object ids of text and varchar: what takes this type without a rewrite keeps its text. */
  private static final Set<String> TEXTS = Set.of("25", "1043");

  /** A shape of the table; the fold is null until a change tells the key. */
  private static final class Stage {
    private final RowMapping mapping;
    private int[] key;
    private TableFold fold;

    Stage(RowMapping mapping) {
      this.mapping = mapping;
    }
  }

  private final RowStore.Factory stores;
  private final String storeName;
  private final List<Stage> stages = new ArrayList<>();
  private TableShape shape;
  private Relation read;
  private boolean baseGone;
  private boolean covered = true;
  private String lost;

  /**
   * @param storeName unique in the fold of the database
   */
  FollowedTable(TableShape shape, RowStore.Factory stores, String storeName) {
    this.shape = shape;
    this.stores = stores;
    this.storeName = storeName;
    stages.add(new Stage(RowMapping.none(shape)));
  }

  TableShape shape() {
    return shape;
  }

  /** The same table with the rows that it has by now, whatever they are, for its base. */
  FollowedTable afresh() {
    FollowedTable afresh = new FollowedTable(shape, stores, storeName + "-there");
    afresh.covered = covered;
    return afresh;
  }

  /** It has no rows: it was just made. */
  FollowedTable empty() {
    baseGone = true;
    return this;
  }

  /** Its rows are not known from here on, until it is emptied or its base is taken again. */
  void lose(String why) {
    if (lost == null) {
      lost = why;
    }
  }

  /** Why its rows are not known; null when they are. */
  String lost() {
    return lost;
  }

  /** Whether it is a table that a backup covers. */
  boolean isCovered() {
    return covered;
  }

  /** A command made it, after its first rows were read. */
  void number(DescribedTable table) {
    read = null;
    shape = TableShape.of(table);
    covered = table.covered();
  }

  /** A command left it like this. */
  void become(DescribedTable table) {
    read = null;
    TableShape after = TableShape.of(table);
    covered = table.covered();
    RowMapping mapping = RowMapping.of(shape, table);
    requireSameText(after);
    if (!mapping.isNone()) {
      stages.add(new Stage(mapping));
    }
    shape = after;
  }

  private void requireSameText(TableShape after) {
    for (int i = 0; i < after.numbers().size(); i++) {
      int before = shape.numbers().indexOf(after.numbers().get(i));
      if (before >= 0) {
        String from = typeOf(shape.types().get(before));
        String to = typeOf(after.types().get(i));
        if (!from.equals(to) && !TEXTS.contains(to)) {
          lose("a column of it was given another type");
        }
      }
    }
  }

  private static String typeOf(String typeAndModifier) {
    return typeAndModifier.substring(0, typeAndModifier.indexOf(':'));
  }

  /**
   * How its rows are to be read from here on.
   *
   * @return false when that is not the shape it has
   */
  boolean read(Relation relation) {
    if (relation == read) {
      return true;
    }
    TableShape sent = TableShape.of(relation);
    if (!sent.columns().equals(shape.columns()) || !sent.types().equals(shape.types())) {
      return false;
    }
    int[] key = TableShape.keyOf(relation);
    Stage stage = newest();
    if (stage.fold != null && !Arrays.equals(stage.key, key)) {
      stage = new Stage(RowMapping.none(shape));
      stages.add(stage);
    }
    if (stage.fold == null) {
      stage.key = key;
      stage.fold = foldOf(key);
      if (baseGone && stages.size() == 1) {
        stage.fold.truncate();
      }
    }
    read = relation;
    return true;
  }

  private TableFold foldOf(int[] key) {
    TableName name = shape.name();
    String prefix = storeName + "." + stages.size();
    return key.length == 0
        ? new BagFold(name, stores.open(prefix + " balance"))
        : new KeyedFold(name, key, stores.open(prefix + " rows"), stores.open(prefix + " fates"));
  }

  private Stage newest() {
    return stages.get(stages.size() - 1);
  }

  @Override
  public void apply(RowChange change) {
    if (lost == null) {
      newest().fold.apply(change);
    }
  }

  @Override
  public void truncate() {
    for (Stage stage : stages) {
      if (stage.fold != null) {
        stage.fold.truncate();
      }
    }
    baseGone = true;
    lost = null;
  }

  @Override
  public boolean isBaseGone() {
    return baseGone;
  }

  @Override
  public boolean isUntouched() {
    return !baseGone
        && stages.stream()
            .allMatch(
                stage ->
                    stage.mapping.isNone() && (stage.fold == null || stage.fold.isUntouched()));
  }

  @Override
  public int[] key() {
    Stage only = newest();
    return stages.size() > 1 || only.fold == null ? new int[0] : only.fold.key();
  }

  @Override
  public void touched(Consumer<byte[]> keys) {
    newest().fold.touched(keys);
  }

  @Override
  public byte[] merge(byte[] baseLine) {
    return pass(0, baseLine);
  }

  /** What becomes of a line that enters a stage. */
  private byte[] pass(int from, byte[] line) {
    byte[] current = line;
    for (int i = from; i < stages.size() && current != null; i++) {
      Stage stage = stages.get(i);
      current = stage.mapping.isNone() ? current : stage.mapping.apply(current);
      current = stage.fold == null ? current : stage.fold.merge(current);
    }
    return current;
  }

  @Override
  public void rest(Consumer<byte[]> out) {
    for (int i = 0; i < stages.size(); i++) {
      int next = i + 1;
      if (stages.get(i).fold != null) {
        stages
            .get(i)
            .fold
            .rest(
                line -> {
                  byte[] left = pass(next, line);
                  if (left != null) {
                    out.accept(left);
                  }
                });
      }
    }
  }
}
