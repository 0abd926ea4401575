package io.holdfast.backup.base;

import io.holdfast.backup.config.BaseConfig;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.postgres.SourceTable;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Copies one table to objects, at the snapshot of the session it is given. */
final class TableCopy {

  private final Pieces pieces;
  private final Keep keep;
  private final String directory;

  /** Where objects go. */
  interface Keep {
    /** Returns the object's entry in a manifest. */
    StoredObject.Builder object(String name, ObjectKind kind, Path file) throws IOException;
  }

  /**
   * @param directory of the objects in the chain, with a slash
   */
  TableCopy(BaseConfig config, Keep keep, String directory, Path spool) {
    this.pieces = new Pieces(config, spool);
    this.keep = keep;
    this.directory = directory;
  }

  /**
   * @param index of the table in the base
   * @return the objects, at least one
   */
  List<StoredObject> copy(Connection connection, SourceTable table, int index)
      throws SQLException, IOException {
    CopyOut rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(queryOf(table));
    return pieces.copy(
        rows, (piece, number) -> keep(ObjectKind.TABLE, piece, table, index, number));
  }

  /** The object that stands for a table which is not copied. */
  StoredObject leaveOut(SourceTable table, int index) throws IOException {
    return pieces.empty((piece, number) -> keep(ObjectKind.LEFT_OUT, piece, table, index, number));
  }

  private static String queryOf(SourceTable table) {
    String from = table.name().quoted();
    return table.columns().isEmpty()
        ? "COPY (SELECT FROM ONLY " + from + ") TO STDOUT"
        : "COPY " + from + " (" + table.quotedColumns() + ") TO STDOUT";
  }

  private StoredObject keep(
      ObjectKind kind, PieceWriter piece, SourceTable table, int index, int number)
      throws IOException {
    String name = Layout.tablePiece(directory, index, table.name(), number);
    return keep.object(name, kind, piece.file())
        .setSchemaName(table.name().schema())
        .setTableName(table.name().table())
        .setColumns(table.columns())
        .setKey(table.key())
        .setOid(table.oid())
        .setColumnNumbers(table.numbers())
        .setColumnTypes(table.types())
        .setRows(piece.rows())
        .build();
  }
}
