package io.holdfast.backup.restore;

import com.github.luben.zstd.ZstdInputStream;
import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.postgres.LargeObjects;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Makes large objects with the ids, owners and bytes that a base has. */
final class LargeObjectLoad {

  private final Connection connection;
  private String made = "";

  LargeObjectLoad(Connection connection) {
    this.connection = connection;
  }

  /** Loads the next piece, in the session's transaction; one large object can be in several. */
  void load(Path object) throws IOException, SQLException {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new ZstdInputStream(Files.newInputStream(object)), StandardCharsets.UTF_8));
        Statement statement = connection.createStatement();
        PreparedStatement put = connection.prepareStatement("SELECT lo_put(?::oid, ?, ?::bytea)")) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        List<String> fields = CopyText.fields(line).stream().map(CopyText::value).toList();
        if (!fields.get(0).equals(made)) {
          made = fields.get(0);
          make(statement, made, fields.get(1));
        }
        if (fields.get(2) != null) {
          put.setString(1, made);
          put.setLong(2, Long.parseLong(fields.get(2)) * LargeObjects.PAGE_BYTES);
          put.setString(3, fields.get(3));
          put.execute();
        }
      }
    }
  }

  private static void make(Statement statement, String oid, String owner) throws SQLException {
    statement.execute("SELECT lo_create(" + Long.parseLong(oid) + ")");
    statement.execute(
        "ALTER LARGE OBJECT " + Long.parseLong(oid) + " OWNER TO " + TableName.quote(owner));
  }
}
