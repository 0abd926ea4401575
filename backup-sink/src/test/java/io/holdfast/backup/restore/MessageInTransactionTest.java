package io.holdfast.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients send is repeated within one transaction. */
class MessageInTransactionTest {

  @Test
  void whatBeginsAndCommitsIsLeftOut() throws SQLException {
    assertThat(
            statements(
                "begin; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; -- first\nCREATE TABLE a ();/* a /* b */ c */COMMIT; START  TRANSACTION READ WRITE; SAVEPOINT s; ROLLBACK TO s; CREATE TABLE b (); -- done\rEnd"))
        .containsExactly("CREATE TABLE a ()", "SAVEPOINT s", "ROLLBACK TO s", "CREATE TABLE b ()");
  }

  @Test
  void indexesAreBuiltWhileOthersWait() throws SQLException {
    assertThat(
            statements(
                " CREATE UNIQUE INDEX CONCURRENTLY i ON t (a); DROP INDEX\tconcurrently i; REINDEX (VERBOSE) TABLE CONCURRENTLY t"))
        .containsExactly(
            "CREATE UNIQUE INDEX i ON t (a)", "DROP INDEX\ti", "REINDEX (VERBOSE) TABLE t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'REINDEX INDEX CONCURRENTLY i'; END $$",
        "COMMENT ON INDEX i IS 'use DROP INDEX CONCURRENTLY i; COMMIT'",
        "CREATE TABLE beginning (a int)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END"
      })
  void nothingElseIsTouched(String statement) throws SQLException {
    assertThat(statements(statement)).containsExactly(statement);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN; CREATE TABLE a (); ROLLBACK",
        "abort",
        "PREPARE TRANSACTION 'a'",
        "COMMIT PREPARED 'a'"
      })
  void whatRollsBackIsRefused(String message) {
    assertThatThrownBy(() -> statements(message)).hasMessageContaining("not within");
  }

  @Test
  void aBackslashIsReadAsItWasGiven() throws SQLException {
    String comment = "COMMENT ON TABLE t IS 'it\\'s; so'";
    assertThat(MessageInTransaction.statements(comment, false)).containsExactly(comment);
  }

  private static List<String> statements(String message) throws SQLException {
    return MessageInTransaction.statements(message, true);
  }
}
