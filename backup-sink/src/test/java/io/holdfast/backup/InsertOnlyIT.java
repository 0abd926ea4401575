package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables without identity: while they are published rows can only be inserted. */
class InsertOnlyIT {

  private static final String SCHEMA =
      """
      CREATE TABLE journal (v text, n int);
      CREATE TABLE keyed (id int PRIMARY KEY, v text);
      ALTER TABLE keyed REPLICA IDENTITY NOTHING;
      """;

  @RegisterExtension final BackedDatabase db = new BackedDatabase(SCHEMA, "a");

  @Test
  void theyComeBackWhereTheOperatorAllowsThem() throws Exception {
    // Given: equal rows, in the base and after it
    db.run("INSERT INTO journal SELECT 'v' || i % 3, i % 2 FROM generate_series(1, 20) i");
    db.run("INSERT INTO keyed SELECT i, 'v' FROM generate_series(1, 20) i");
    Place first;
    Place last;
    try (RunningBackup backup = db.start("source.no-identity=allow")) {
      db.awaitBase();
      db.run("INSERT INTO journal SELECT 'v' || i % 4, i % 2 FROM generate_series(1, 20) i");
      db.run("INSERT INTO keyed VALUES (21, 'behind the base')");
      first = Place.of(db);

      // When
      for (String change : new String[] {"UPDATE keyed SET v = 'w'", "DELETE FROM journal"}) {
        assertThatThrownBy(() -> db.run(change))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("replica identity");
      }
      db.run("ALTER TABLE journal ADD COLUMN at timestamptz DEFAULT '2026-01-01 00:00Z'");
      db.run("INSERT INTO journal VALUES ('v1', 1), ('v1', 1), (NULL, NULL)");
      db.run("TRUNCATE keyed");
      db.run("INSERT INTO keyed VALUES (1, 'again')");
      last = Place.of(db);
      db.awaitEnd();
    }

    // Then
    assertThat(db.backups().verify(Optional.empty()).findings()).isEmpty();
    first.requireRestored(db);
    last.requireDelta(db);
    last.requireRestored(db);
  }
}
