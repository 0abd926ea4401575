package io.holdfast.backup.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Large objects. Their changes are not in the logical log, so they are copied as a whole. Only a
 * superuser, or who was granted SELECT on {@code pg_largeobject}, may read them.
 */
public final class LargeObjects {

  /**
   * Their pages as COPY text: object id, owner, page, bytes; an empty one has neither page nor
   * bytes.
   */
  public static final String COPY =
      """
      COPY (SELECT m.oid, pg_get_userbyid(m.lomowner), l.pageno, l.data
              FROM pg_largeobject_metadata m LEFT JOIN pg_largeobject l ON l.loid = m.oid ORDER BY 1, 3) TO STDOUT""";

  /** Size of a page, in bytes; the last one of an object may be shorter. */
  public static final int PAGE_BYTES = 2048;

  /** Stands for them in the list of what has to be copied again: {@code pg_largeobject}. */
  public static final long OID = 2613;

  private LargeObjects() {}

  /** Whether there are any; empty where the role may not read them. */
  public static Optional<Boolean> are(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT has_table_privilege('pg_largeobject', 'SELECT'),"
                    + " EXISTS (SELECT FROM pg_largeobject_metadata)")) {
      row.next();
      return row.getBoolean(1) ? Optional.of(row.getBoolean(2)) : Optional.empty();
    }
  }
}
