package io.holdfast.e2e.faults.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * A history of transactions of three sessions, as SQL that does the same wherever it is executed:
 * inserts, updates, key changes, deletes, truncates, values that stay out of line, DDL, savepoints,
 * rollbacks. Each session writes rows of its own, so that in whatever order open transactions
 * interleave, their effect is that of executing them in the order of their commits.
 */
final class History {

  static final int SESSIONS = 3;

  static final String SCHEMA =
      """
      CREATE TYPE mood AS ENUM ('m0');
      CREATE TABLE ticks (n int PRIMARY KEY);
      CREATE TABLE keyed (id int PRIMARY KEY, v varchar(50), big text, m mood);
      ALTER TABLE keyed ALTER big SET STORAGE EXTERNAL;
      CREATE TABLE bag (s int, line text, n int);
      ALTER TABLE bag REPLICA IDENTITY FULL;
      CREATE TABLE parted (k int, r int, PRIMARY KEY (k, r)) PARTITION BY LIST (r);
      CREATE TABLE parted_0 PARTITION OF parted FOR VALUES IN (0);
      CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
      """;

  /**
   * One transaction.
   *
   * @param number from 1, in the order of their beginning
   * @param session that executes it
   * @param statements after BEGIN
   * @param committed whether it commits
   * @param alone whether no other may be open beside it
   */
  record Transaction(
      int number, int session, List<String> statements, boolean committed, boolean alone) {}

  private final Random random;
  private final boolean rewrites;
  private final TreeSet<Integer> added = new TreeSet<>();
  private final TreeSet<Integer> made = new TreeSet<>();
  private int names;

  /**
   * @param rewrites whether some DDL writes all rows anew
   */
  History(long seed, boolean rewrites) {
    this.random = new Random(seed);
    this.rewrites = rewrites;
  }

  List<Transaction> transactions(int count) {
    List<Transaction> transactions = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      transactions.add(transaction(number));
    }
    return transactions;
  }

  private Transaction transaction(int number) {
    int session = random.nextInt(SESSIONS);
    List<String> statements = new ArrayList<>();
    statements.add("INSERT INTO ticks VALUES (" + number + ")");
    boolean commits = random.nextInt(10) > 0;
    if (random.nextInt(60) == 0) {
      // what it does to the names that are known counts only when it commits
      statements.addAll(ddl());
      statements.addAll(writes(session));
      return new Transaction(number, session, statements, true, true);
    }
    if (random.nextInt(150) == 0) {
      statements.add(random.nextBoolean() ? "TRUNCATE bag" : "TRUNCATE keyed, bag, parted");
      statements.addAll(writes(session));
      return new Transaction(number, session, statements, commits, true);
    }
    statements.addAll(writes(session));
    return new Transaction(number, session, statements, commits, false);
  }

  private List<String> writes(int session) {
    List<String> statements = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      statements.add(write(session));
    }
    return statements;
  }

  private String write(int session) {
    int id = random.nextInt(150) * SESSIONS + session + SESSIONS;
    int value = random.nextInt(1000);
    switch (random.nextInt(10)) {
      case 0:
      case 1:
        return "INSERT INTO keyed (id, v, big) VALUES (%d, 'v%d', repeat(md5('%d'), 90)) ON CONFLICT (id) DO UPDATE SET v = excluded.v"
            .formatted(id, value, value);
      case 2:
        return "UPDATE keyed SET v = E'changed\\t%d\\\\' WHERE id = %d".formatted(value, id);
      case 3:
        return "UPDATE keyed SET id = -id WHERE id = %d AND NOT EXISTS (SELECT FROM keyed k WHERE k.id = -%d)"
            .formatted(id, id);
      case 4:
        return "DELETE FROM keyed WHERE id IN (%d, -%d)".formatted(id, id);
      case 5:
        return "INSERT INTO bag (s, line, n) SELECT %d, 'l' || g %% 3, %d FROM generate_series(1, %d) g"
            .formatted(session, value % 3, 1 + value % 4);
      case 6:
        return "UPDATE bag SET n = n + 1 WHERE s = %d AND line = 'l%d'"
            .formatted(session, value % 3);
      case 7:
        return "DELETE FROM bag WHERE s = %d AND n > %d".formatted(session, 1 + value % 3);
      case 8:
        return "INSERT INTO parted VALUES (%1$d, %2$d) ON CONFLICT DO NOTHING; DELETE FROM parted WHERE k = %1$d AND r = %3$d; UPDATE parted SET r = %3$d WHERE k = %1$d"
            .formatted(id, session, session + SESSIONS);
      default:
        return "SAVEPOINT a; INSERT INTO bag (s, line) VALUES (%1$d, 'gone'); ROLLBACK TO a; SAVEPOINT b; INSERT INTO bag (s, line) VALUES (%1$d, 'kept %2$d'); RELEASE b"
            .formatted(session, value % 5);
    }
  }

  private List<String> ddl() {
    int name = ++names;
    switch (random.nextInt(rewrites ? 13 : 12)) {
      case 0:
      case 1:
        added.add(name);
        return List.of(
            "ALTER TABLE keyed ADD COLUMN c" + name + " text DEFAULT E'of old\\t" + name + "'");
      case 2:
        added.add(name);
        return List.of("ALTER TABLE keyed ADD COLUMN c" + name + " text");
      case 3:
        return added.isEmpty()
            ? List.of()
            : List.of("ALTER TABLE keyed DROP COLUMN c" + added.pollFirst());
      case 4:
        if (added.isEmpty()) {
          return List.of();
        }
        int old = added.pollFirst();
        added.add(name);
        return List.of("ALTER TABLE keyed RENAME c" + old + " TO c" + name);
      case 5:
        made.add(name);
        return List.of(
            "CREATE TABLE made" + name + " AS SELECT id, v FROM keyed",
            "ALTER TABLE made" + name + " ADD PRIMARY KEY (id)",
            "DELETE FROM made" + name + " WHERE id % 2 = 0");
      case 6:
        return made.isEmpty() ? List.of() : List.of("DROP TABLE made" + made.pollFirst());
      case 7:
        return List.of(
            "ALTER TABLE keyed REPLICA IDENTITY " + (name % 2 == 0 ? "FULL" : "DEFAULT"));
      case 8:
        return List.of("CREATE INDEX ON bag (line)");
      case 9:
        return List.of(
            "DO $$ BEGIN EXECUTE format('ALTER TABLE bag ADD COLUMN d%s int DEFAULT %s', "
                + name
                + ", 7); EXECUTE 'ALTER TABLE bag DROP COLUMN d"
                + name
                + "'; END $$");
      case 10:
        return List.of("ALTER TABLE keyed ALTER v TYPE varchar(" + (100 + name) + ")");
      case 11:
        return List.of("ALTER TABLE parted ADD COLUMN p" + name + " int DEFAULT " + name);
      default:
        return List.of(
            "ALTER TABLE bag ADD COLUMN r"
                + name
                + " uuid DEFAULT md5('"
                + name
                + "' || clock_timestamp())::uuid",
            "UPDATE bag SET r" + name + " = NULL");
    }
  }
}
