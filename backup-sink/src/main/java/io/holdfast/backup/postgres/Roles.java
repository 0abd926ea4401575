package io.holdfast.backup.postgres;

import io.holdfast.backup.domain.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * SQL that makes the roles of a cluster where they are missing, and who is member of whom. Without
 * passwords, which only a superuser may read, and without SUPERUSER, REPLICATION and BYPASSRLS,
 * which a restore must not hand out.
 */
public final class Roles {

  private static final String ROLES =
      """
      SELECT rolname, rolcanlogin, rolinherit, rolcreaterole, rolcreatedb, rolconnlimit, rolvaliduntil::text
        FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname""";

  /**
   * What a member may by any of its grants. Since PostgreSQL 16 a grant has options of its own;
   * before, whether it is inherited is the member's.
   */
  private static final String MEMBERS =
      """
      SELECT role.rolname, member.rolname, bool_or(m.admin_option),
             bool_or(coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, member.rolinherit)), member.rolinherit,
             bool_or(coalesce((to_jsonb(m) ->> 'set_option')::boolean, true))
        FROM pg_auth_members m JOIN pg_roles role ON role.oid = m.roleid JOIN pg_roles member ON member.oid = m.member
       WHERE member.rolname !~ '^pg_' GROUP BY role.rolname, member.rolname, member.rolinherit ORDER BY 1, 2""";

  /** Only who is made here is given memberships: who is there may have lost them since. */
  private static final String MADE = "CREATE TEMPORARY TABLE holdfast_made (role name);\n";

  private Roles() {}

  public static String sql(Connection connection) throws SQLException {
    StringBuilder sql = new StringBuilder("-- Without passwords.\n").append(MADE);
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(ROLES)) {
        while (row.next()) {
          sql.append(create(row));
        }
      }
      try (ResultSet row = statement.executeQuery(MEMBERS)) {
        while (row.next()) {
          sql.append(grant(row));
        }
      }
    }
    return sql.append("DROP TABLE pg_temp.holdfast_made;\n").toString();
  }

  /** Makes those that are missing, of which nothing is known but the name. */
  public static void make(Connection connection, List<String> names) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement("SELECT FROM pg_catalog.pg_roles WHERE rolname = ?");
        Statement statement = connection.createStatement()) {
      for (String name : names) {
        query.setString(1, name);
        try (ResultSet row = query.executeQuery()) {
          if (!row.next()) {
            statement.execute("CREATE ROLE " + TableName.quote(name));
          }
        }
      }
    }
  }

  private static String create(ResultSet role) throws SQLException {
    String name = role.getString(1);
    String create =
        "CREATE ROLE "
            + TableName.quote(name)
            + (role.getBoolean(2) ? " LOGIN" : " NOLOGIN")
            + (role.getBoolean(3) ? " INHERIT" : " NOINHERIT")
            + (role.getBoolean(4) ? " CREATEROLE" : "")
            + (role.getBoolean(5) ? " CREATEDB" : "")
            + " CONNECTION LIMIT "
            + role.getInt(6)
            + (role.getString(7) == null ? "" : " VALID UNTIL " + literal(role.getString(7)));
    return "DO $role$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = %1$s) THEN EXECUTE %2$s; INSERT INTO pg_temp.holdfast_made VALUES (%1$s); END IF; END $role$;\n"
        .formatted(literal(name), literal(create));
  }

  /** Options that are as they are without a word are left out: servers before 16 know none. */
  private static String grant(ResultSet membership) throws SQLException {
    List<String> options = new ArrayList<>();
    if (membership.getBoolean(3)) {
      options.add("ADMIN OPTION");
    }
    if (membership.getBoolean(4) != membership.getBoolean(5)) {
      options.add("INHERIT " + (membership.getBoolean(4) ? "TRUE" : "FALSE"));
    }
    if (!membership.getBoolean(6)) {
      options.add("SET FALSE");
    }
    String member = membership.getString(2);
    String grant =
        "GRANT %s TO %s%s"
            .formatted(
                TableName.quote(membership.getString(1)),
                TableName.quote(member),
                options.isEmpty() ? "" : " WITH " + String.join(", ", options));
    return "DO $role$ BEGIN IF EXISTS (SELECT FROM pg_temp.holdfast_made WHERE role = %s) THEN EXECUTE %s; END IF; END $role$;\n"
        .formatted(literal(member), literal(grant));
  }

  private static String literal(String text) {
    return (text.indexOf('\\') < 0 ? "'" : "E'")
        + text.replace("\\", "\\\\").replace("'", "''")
        + "'";
  }
}
