package io.holdfast.backup.base;

import io.holdfast.backup.config.BaseConfig;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.postgres.LargeObjects;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Copies all large objects to objects, at the snapshot of the session it is given. */
final class LargeObjectCopy {

  private final BaseConfig config;
  private final TableCopy.Keep keep;
  private final String directory;
  private final Path spool;

  LargeObjectCopy(BaseConfig config, TableCopy.Keep keep, String directory, Path spool) {
    this.config = config;
    this.keep = keep;
    this.directory = directory;
    this.spool = spool;
  }

  /** The objects, in order; none where there are no large objects or they may not be read. */
  List<StoredObject> copy(Connection connection) throws SQLException, IOException {
    if (!LargeObjects.are(connection).orElse(false)) {
      return List.of();
    }
    List<StoredObject> objects = new ArrayList<>();
    CopyOut rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(LargeObjects.COPY);
    PieceWriter piece = new PieceWriter(spool, config.level());
    try {
      for (byte[] row = rows.readFromCopy(); row != null; row = rows.readFromCopy()) {
        piece.row(row);
        if (piece.plainBytes() >= config.objectSize().bytes()) {
          objects.add(keep(piece, objects.size()));
          piece = new PieceWriter(spool, config.level());
        }
      }
      if (piece.rows() > 0) {
        objects.add(keep(piece, objects.size()));
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

  private StoredObject keep(PieceWriter piece, int number) throws IOException {
    try {
      piece.close();
      String name = Layout.largeObjectsPiece(directory, number);
      return keep.object(name, ObjectKind.LARGE_OBJECTS, piece.file())
          .setRows(piece.rows())
          .build();
    } finally {
      Files.deleteIfExists(piece.file());
    }
  }
}
