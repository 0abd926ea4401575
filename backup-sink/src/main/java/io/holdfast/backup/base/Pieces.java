package io.holdfast.backup.base;

import io.holdfast.backup.config.BaseConfig;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.copy.CopyOut;

/** Cuts COPY text into objects of the size that is set. */
final class Pieces {

  private final BaseConfig config;
  private final Path spool;

  /** Has a piece kept, which is complete. */
  interface Keep {
    StoredObject piece(PieceWriter piece, int number) throws IOException;
  }

  Pieces(BaseConfig config, Path spool) {
    this.config = config;
    this.spool = spool;
  }

  /** Reads to the end; gives the objects in order, at least one. */
  List<StoredObject> copy(CopyOut rows, Keep keep) throws SQLException, IOException {
    List<StoredObject> objects = new ArrayList<>();
    PieceWriter piece = open();
    try {
      for (byte[] row = rows.readFromCopy(); row != null; row = rows.readFromCopy()) {
        piece.row(row);
        if (piece.plainBytes() >= config.objectSize().bytes()) {
          objects.add(keep(piece, objects.size(), keep));
          piece = open();
        }
      }
      if (piece.rows() > 0 || objects.isEmpty()) {
        objects.add(keep(piece, objects.size(), keep));
      }
      return objects;
    } finally {
      piece.close();
      Files.deleteIfExists(piece.file());
      if (rows.isActive()) {
        rows.cancelCopy();
      }
    }
  }

  /** The object of a table without rows. */
  StoredObject empty(Keep keep) throws IOException {
    return keep(open(), 0, keep);
  }

  private PieceWriter open() throws IOException {
    return new PieceWriter(spool, config.level());
  }

  private static StoredObject keep(PieceWriter piece, int number, Keep keep) throws IOException {
    try {
      piece.close();
      return keep.piece(piece, number);
    } finally {
      Files.deleteIfExists(piece.file());
    }
  }
}
