package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.postgres.Roles;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Roles are made again with the rights that they had, and no more. */
class RolesIT {

  private static final String MEMBERSHIPS =
      """
      SELECT member.rolname || ' ' || m.admin_option || ' ' || m.inherit_option || ' ' || m.set_option
        FROM pg_auth_members m JOIN pg_roles member ON member.oid = m.member WHERE m.roleid = 'granted'::regrole ORDER BY 1""";

  /** Alone, for roles are of the server, and each restore of another test makes those it knows. */
  @RegisterExtension final BackedDatabase db = BackedDatabase.alone("", "a");

  @Test
  void membershipsAreThoseOfTheBarrier() throws Exception {
    // Given
    db.run("CREATE ROLE app; CREATE ROLE readers; CREATE ROLE writers; GRANT writers TO app");
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("GRANT readers TO app; REVOKE writers FROM app; ALTER ROLE app CREATEDB");
      Backups.barrier(db.source(), "granted");
      db.awaitBarrier("granted");
    }

    // When
    db.run("DROP ROLE app; DROP ROLE readers; DROP ROLE writers");
    db.restore(db.points().barrier(Optional.of("granted")));

    // Then
    try {
      assertThat(
              db.rows(
                  "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = 'app'::regrole"))
          .containsExactly("readers");
      assertThat(db.rows("SELECT rolcreatedb::text FROM pg_roles WHERE rolname = 'app'"))
          .containsExactly("true");
    } finally {
      db.run("DROP ROLE app; DROP ROLE readers; DROP ROLE writers");
    }
  }

  @Test
  void aMembershipKeepsItsOptions() throws Exception {
    // Given
    db.run(
        "CREATE ROLE granted; CREATE ROLE plain; CREATE ROLE apart NOINHERIT; CREATE ROLE far; CREATE ROLE near NOINHERIT");
    db.run(
        "GRANT granted TO plain, apart; GRANT granted TO far WITH ADMIN OPTION, INHERIT FALSE, SET FALSE;"
            + " GRANT granted TO near WITH INHERIT TRUE");
    try {
      List<String> before = db.rows(MEMBERSHIPS);

      // When
      String sql;
      try (Connection connection = db.source().connect()) {
        sql = Roles.sql(connection);
      }
      db.run("DROP ROLE granted, plain, apart, far, near");
      db.run(sql);

      // Then
      assertThat(before)
          .containsExactly(
              "apart false false true",
              "far true false false",
              "near false true true",
              "plain false true true");
      assertThat(db.rows(MEMBERSHIPS)).isEqualTo(before);
      db.run("REVOKE granted FROM plain");
      db.run(sql);
      assertThat(db.rows(MEMBERSHIPS)).isEqualTo(before.subList(0, 3));
    } finally {
      db.run("DROP ROLE granted, plain, apart, far, near");
    }
  }
}
