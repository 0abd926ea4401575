package io.holdfast.backup.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Which cluster it is, and where its log has got to.
 *
 * @param systemId system identifier, unsigned
 * @param timeline timeline, from 1
 */
public record SystemIdentity(long systemId, int timeline) {

  /** Asks a session of the replication protocol. */
  public static SystemIdentity of(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return new SystemIdentity(
          Long.parseUnsignedLong(row.getString("systemid")), row.getInt("timeline"));
    }
  }
}
