package io.holdfast.backup.base;

import io.holdfast.backup.config.BaseConfig;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.postgres.LargeObjects;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Copies all large objects to objects, at the snapshot of the session it is given. */
final class LargeObjectCopy {

  private final Pieces pieces;
  private final TableCopy.Keep keep;
  private final String directory;

  LargeObjectCopy(BaseConfig config, TableCopy.Keep keep, String directory, Path spool) {
    this.pieces = new Pieces(config, spool);
    this.keep = keep;
    this.directory = directory;
  }

  /** The objects, in order; none where there are no large objects or they may not be read. */
  List<StoredObject> copy(Connection connection) throws SQLException, IOException {
    if (!LargeObjects.are(connection).orElse(false)) {
      return List.of();
    }
    CopyOut rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(LargeObjects.COPY);
    return pieces.copy(rows, this::keep);
  }

  private StoredObject keep(PieceWriter piece, int number) throws IOException {
    String name = Layout.largeObjectsPiece(directory, number);
    return keep.object(name, ObjectKind.LARGE_OBJECTS, piece.file()).setRows(piece.rows()).build();
  }
}
