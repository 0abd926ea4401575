package io.holdfast.backup.restore;

import com.github.luben.zstd.ZstdInputStream;
import io.holdfast.backup.barrier.RowSums;
import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.domain.fold.TableFold;
import io.holdfast.backup.domain.fold.TableShape;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that a chain tells of, summed up without a database that takes them: what a database has
 * to hold that came to a target in another way than from the base.
 */
final class ChainSums {

  private final StoredChain chain;
  private final ChainObjects objects;
  private final RestoreRequest request;
  private final FoldMemory memory;

  ChainSums(StoredChain chain, ChainObjects objects, RestoreRequest request, FoldMemory memory) {
    this.chain = chain;
    this.objects = objects;
    this.request = request;
    this.memory = memory;
  }

  /** Reads the chain from its base to the target. Returns the sums of all tables there. */
  Map<TableShape, RowSums> read(RestoreProgress progress) throws IOException, SQLException {
    ChainBases bases = new ChainBases(chain);
    Map<TableShape, RowSums> sums = new LinkedHashMap<>();
    try (FoldedRows folded = FoldedRows.in(request.spool(), memory)) {
      DatabaseFold fold = new DatabaseFold(bases.tables(), table -> true, folded);
      new ChainFold(fold, request.target()).read(chain, objects, progress);
      for (DatabaseFold.Folded table : fold.tables()) {
        sums.put(table.shape(), sums(table, bases.pieces(table), folded.longTexts()));
      }
    }
    return sums;
  }

  private RowSums sums(DatabaseFold.Folded table, List<StoredObject> pieces, LongTextFile longTexts)
      throws IOException, SQLException {
    RowSums sums = new RowSums(table.shape().columns().size());
    TableFold fold = table.fold();
    for (StoredObject piece : pieces) {
      if (!fold.isBaseGone()) {
        objects.use(piece, file -> add(file, fold, sums, longTexts));
      }
    }
    fold.rest(line -> sums.add(line, text -> LongTextFile.open(List.of(longTexts), text)));
    return sums;
  }

  private void add(Path piece, TableFold fold, RowSums sums, LongTextFile longTexts)
      throws IOException {
    try (Lines lines =
        new Lines(new ZstdInputStream(Files.newInputStream(piece)), request.spool())) {
      List<LongTextFile> aside = List.of(lines.aside(), longTexts);
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        byte[] merged = fold.merge(line);
        if (merged != null) {
          sums.add(merged, text -> LongTextFile.open(aside, text));
        }
      }
    }
  }
}
