package io.holdfast.backup.restore;

import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.Snapshot;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.fold.BaseTables;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.domain.fold.TableShape;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The bases of a chain: the first one, of all tables, and those of some tables that came later. */
final class ChainBases {

  private final List<BaseTables> tables = new ArrayList<>();
  private final Map<Long, Map<Long, List<StoredObject>>> pieces = new LinkedHashMap<>();

  ChainBases(StoredChain chain) {
    for (Manifest manifest : chain.manifests()) {
      if (manifest.getKind() == ManifestKind.BASE) {
        add(manifest);
      }
    }
  }

  private void add(Manifest manifest) {
    Map<Long, List<StoredObject>> byTable = new LinkedHashMap<>();
    Set<Long> leftOut = new HashSet<>();
    for (StoredObject object : manifest.getObjects()) {
      if (object.getKind() == ObjectKind.LEFT_OUT) {
        leftOut.add(object.getOid());
      }
      if (object.getKind() == ObjectKind.TABLE || object.getKind() == ObjectKind.LEFT_OUT) {
        byTable.computeIfAbsent(object.getOid(), oid -> new ArrayList<>()).add(object);
      }
    }
    pieces.put(manifest.getNumber(), byTable);
    tables.add(
        new BaseTables(
            manifest.getNumber(),
            manifest.getBaseLsn(),
            manifest.getBaseSnapshot() == null ? null : Snapshot.parse(manifest.getBaseSnapshot()),
            byTable.values().stream().map(objects -> shape(objects.get(0))).toList(),
            leftOut));
  }

  private static TableShape shape(StoredObject piece) {
    return new TableShape(
        new TableName(piece.getSchemaName(), piece.getTableName()),
        piece.getOid(),
        piece.getColumnNumbers(),
        piece.getColumns(),
        piece.getColumnTypes());
  }

  /** What they hold, in order. */
  List<BaseTables> tables() {
    return tables;
  }

  /** The objects of a table's base; none where it has no base. */
  List<StoredObject> pieces(DatabaseFold.Folded table) {
    return pieces.getOrDefault(table.base(), Map.of()).getOrDefault(table.shape().oid(), List.of());
  }
}
