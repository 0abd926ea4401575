package io.holdfast.backup.restore;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What would change or refuse rows that are put back: triggers that fire even in a session that
 * replicates ({@code ENABLE ALWAYS}, {@code ENABLE REPLICA}), and constraints that rows of before
 * need not meet ({@code NOT VALID}).
 */
final class RowGuards {

  /** What sets each aside, and what brings it back. */
  private static final List<String> GUARDS =
      List.of(
          """
          SELECT format('ALTER TABLE ONLY %s DISABLE TRIGGER %I', tgrelid::regclass, tgname),
                 format('ALTER TABLE ONLY %s ENABLE %s TRIGGER %I', tgrelid::regclass,
                        CASE tgenabled WHEN 'A' THEN 'ALWAYS' ELSE 'REPLICA' END, tgname)
            FROM pg_trigger WHERE tgenabled IN ('A', 'R')""",
          """
          SELECT format('ALTER %s %s DROP CONSTRAINT %I', kind, owner, conname),
                 format('ALTER %s %s ADD CONSTRAINT %I %s', kind, owner, conname, pg_get_constraintdef(oid))
                   || format('; COMMENT ON CONSTRAINT %I ON %s%s IS %L', conname,
                             CASE kind WHEN 'DOMAIN' THEN 'DOMAIN ' END, owner, obj_description(oid, 'pg_constraint'))
                   || coalesce((WITH RECURSIVE heir(oid) AS (
                                  SELECT inhrelid FROM pg_inherits WHERE inhparent = conrelid
                                   UNION SELECT inhrelid FROM pg_inherits JOIN heir ON inhparent = heir.oid)
                                SELECT string_agg(format('; ALTER TABLE ONLY %s VALIDATE CONSTRAINT %I', k.conrelid::regclass, k.conname), '')
                                  FROM pg_constraint k JOIN heir ON heir.oid = k.conrelid
                                 WHERE k.conname = c.conname AND k.contype = c.contype AND k.convalidated), '')
            FROM (SELECT *, CASE conrelid WHEN 0 THEN 'DOMAIN' ELSE 'TABLE' END AS kind,
                         CASE conrelid WHEN 0 THEN contypid::regtype::text ELSE conrelid::regclass::text END AS owner
                    FROM pg_constraint WHERE contype IN ('c', 'n') AND NOT convalidated AND coninhcount = 0) c""");

  private final List<String> enabling;

  private RowGuards(List<String> enabling) {
    this.enabling = enabling;
  }

  /** Sets those of a database aside. */
  static RowGuards disable(Connection connection) throws SQLException {
    List<String> disabling = new ArrayList<>();
    List<String> enabling = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      for (String guards : GUARDS) {
        try (ResultSet row = statement.executeQuery(guards)) {
          while (row.next()) {
            disabling.add(row.getString(1));
            enabling.add(row.getString(2));
          }
        }
      }
    }
    execute(connection, disabling);
    return new RowGuards(enabling);
  }

  /** Brings them back as they were. */
  void enable(Connection connection) throws SQLException {
    execute(connection, enabling);
  }

  private static void execute(Connection connection, List<String> commands) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }
}
