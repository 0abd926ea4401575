package io.holdfast.e2e.faults.capture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * A history of transactions of three sessions, as SQL that does the same wherever it is executed:
 * inserts, updates, key changes, deletes, truncates, values and keys that stay out of line, foreign
 * keys with their consequences, triggers, inheritance, partitions, DDL, savepoints, rollbacks. Each
 * session writes rows of its own, so that in whatever order open transactions interleave, their
 * effect is that of executing them in the order of their commits.
 */
final class History {

  static final int SESSIONS = 3;

  static final String SCHEMA =
      """
      CREATE TYPE mood AS ENUM ('m0');
      CREATE TYPE place AS (x int, note text);
      CREATE DOMAIN even AS int CHECK (VALUE % 2 = 0);
      CREATE TABLE ticks (n int PRIMARY KEY);
      CREATE TABLE keyed (id int PRIMARY KEY, v varchar(50), big text, m mood);
      ALTER TABLE keyed ALTER big SET STORAGE EXTERNAL;
      CREATE TABLE bag (s int, line text, n int);
      ALTER TABLE bag REPLICA IDENTITY FULL;
      CREATE TABLE parted (k int, r int, PRIMARY KEY (k, r)) PARTITION BY LIST (r);
      CREATE TABLE parted_0 PARTITION OF parted FOR VALUES IN (0);
      CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
      CREATE TABLE "Long Keys" ("Key" text PRIMARY KEY, v int, big text);
      ALTER TABLE "Long Keys" ALTER "Key" SET STORAGE EXTERNAL, ALTER big SET STORAGE EXTERNAL;
      CREATE TABLE plant (id int PRIMARY KEY, v text);
      CREATE TABLE tree (height int DEFAULT 1, PRIMARY KEY (id)) INHERITS (plant);
      CREATE TABLE noted (id int PRIMARY KEY,
        about int REFERENCES keyed ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
        within int REFERENCES noted ON DELETE CASCADE,
        twice int GENERATED ALWAYS AS (id * 2) STORED);
      CREATE TABLE coded (code text NOT NULL, "at" place, evens even[], span int4range, changes int);
      CREATE UNIQUE INDEX coded_code ON coded (code);
      ALTER TABLE coded REPLICA IDENTITY USING INDEX coded_code;
      CREATE FUNCTION count_changes() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.changes := coalesce(NEW.changes, 0) + 1; RETURN NEW; END $$;
      CREATE TRIGGER count_changes BEFORE INSERT OR UPDATE ON coded FOR EACH ROW EXECUTE FUNCTION count_changes();
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
  private final TreeSet<Integer> grown = new TreeSet<>();
  private final TreeSet<Integer> attached = new TreeSet<>();
  private final TreeSet<Integer> detached = new TreeSet<>();
  private final Deque<String> made = new ArrayDeque<>();
  private final List<String> moods = new ArrayList<>(List.of("m0"));
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
      if (random.nextBoolean()) {
        statements.addAll(writes(session));
      }
      // what it does to the names that are known counts only when it commits
      List<String> after = writes(session);
      statements.addAll(ddl());
      statements.addAll(after);
      return new Transaction(number, session, statements, true, true);
    }
    if (random.nextInt(200) == 0) {
      statements.addAll(undone(number));
      statements.addAll(writes(session));
      return new Transaction(number, session, statements, commits, true);
    }
    if (random.nextInt(150) == 0) {
      statements.add(truncate());
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
    switch (random.nextInt(20)) {
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
        return "INSERT INTO parted VALUES (%1$d, %2$d) ON CONFLICT DO NOTHING; DELETE FROM parted WHERE k = %1$d AND r = %3$d; UPDATE parted SET r = %3$d WHERE k = %1$d AND r < 1000"
            .formatted(id, session, session + SESSIONS);
      case 9:
      case 10:
        return "INSERT INTO \"Long Keys\" VALUES (%1$s, %2$d, repeat(md5('%2$d'), 90)) ON CONFLICT (\"Key\") DO UPDATE SET v = excluded.v"
            .formatted(longKey(id), value);
      case 11:
        return "UPDATE \"Long Keys\" SET %1$s WHERE \"Key\" = %2$s AND NOT EXISTS (SELECT FROM \"Long Keys\" WHERE \"Key\" = %2$s || '.')"
            .formatted(
                List.of("v = v + 1", "v = NULL, big = big || '.'", "\"Key\" = \"Key\" || '.'")
                    .get(value % 3),
                longKey(id));
      case 12:
        return "DELETE FROM \"Long Keys\" WHERE \"Key\" = %1$s || repeat('.', %2$d)"
            .formatted(longKey(id), value % 3);
      case 13:
        return value % 2 == 0
            ? "INSERT INTO plant (id, v) VALUES (%d, 'p%d') ON CONFLICT DO NOTHING"
                .formatted(id, value)
            : "INSERT INTO tree (id, v, height) VALUES (%d, 't%d', %d) ON CONFLICT DO NOTHING"
                .formatted(id, value, value);
      case 14:
        return value % 3 == 0
            ? "DELETE FROM plant WHERE id = " + id
            : "UPDATE plant SET v = v || '%d' WHERE id IN (%d, %d)"
                .formatted(value, id, id + SESSIONS);
      case 15:
        return "INSERT INTO noted (id, about, within) VALUES (%1$d, (SELECT max(id) FROM keyed WHERE id IN (%1$d, -%1$d, %2$d)), (SELECT id FROM noted WHERE id = %2$d)) ON CONFLICT (id) DO UPDATE SET about = excluded.about"
            .formatted(id, id + SESSIONS);
      case 16:
        return value % 4 == 0
            ? "DELETE FROM noted WHERE id = " + id
            : "UPDATE noted SET id = -id WHERE id = %1$d AND NOT EXISTS (SELECT FROM noted WHERE id = -%1$d OR within = %1$d)"
                .formatted(id);
      case 17:
        return "INSERT INTO coded VALUES ('c%d', jsonb_populate_record(NULL::place, '{\"x\": %2$d, \"note\": \"a,\\\"b\\\\\"}'), ARRAY[%3$d, NULL], int4range(%2$d, %2$d + 5)) ON CONFLICT (code) DO UPDATE SET span = excluded.span"
            .formatted(id, value, value * 2);
      case 18:
        return value % 3 == 0
            ? "UPDATE coded SET code = code || '\\' WHERE code = 'c%1$d' AND NOT EXISTS (SELECT FROM coded WHERE code = 'c%1$d\\')"
                .formatted(id)
            : value % 3 == 1
                ? "DELETE FROM coded WHERE code LIKE 'c%d\\\\%%'".formatted(id)
                : "UPDATE keyed SET m = '%s' WHERE id = %d"
                    .formatted(moods.get(value % moods.size()), id);
      default:
        return "SAVEPOINT a; INSERT INTO bag (s, line) VALUES (%1$d, 'gone'); ROLLBACK TO a; SAVEPOINT b; INSERT INTO bag (s, line) VALUES (%1$d, 'kept %2$d'); RELEASE b"
            .formatted(session, value % 5);
    }
  }

  /** Text of some 2 500 characters, which no page's row holds in line. */
  private static String longKey(int id) {
    return "(repeat('k', 2400) || " + id + ")";
  }

  private String truncate() {
    return List.of(
            "TRUNCATE bag",
            "TRUNCATE keyed, bag, parted, noted",
            "TRUNCATE keyed CASCADE",
            "TRUNCATE ONLY plant",
            "TRUNCATE plant",
            "TRUNCATE \"Long Keys\", coded",
            "TRUNCATE parted_0")
        .get(random.nextInt(7));
  }

  /** DDL that a savepoint takes back, with rows written meanwhile. */
  private static List<String> undone(int number) {
    return List.of(
        "SAVEPOINT d",
        "ALTER TABLE keyed ADD COLUMN gone int DEFAULT " + number,
        "UPDATE keyed SET gone = 0, v = 'gone' WHERE id % 7 = 0",
        "ALTER TABLE bag DROP COLUMN n",
        "INSERT INTO bag (line) VALUES ('gone')",
        "CREATE TABLE gone AS SELECT 1 AS n",
        "ROLLBACK TO d");
  }

  private List<String> ddl() {
    int name = ++names;
    switch (random.nextInt(rewrites ? 27 : 25)) {
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
        made.add("made" + name);
        return List.of(
            "CREATE TABLE made" + name + " AS SELECT id, v FROM keyed",
            "ALTER TABLE made" + name + " ADD PRIMARY KEY (id)",
            "DELETE FROM made" + name + " WHERE id % 2 = 0");
      case 6:
        return made.isEmpty() ? List.of() : List.of("DROP TABLE " + made.remove());
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
      case 12:
        if (made.isEmpty()) {
          return List.of();
        }
        String before = made.remove();
        made.add("moved" + name + ".made" + name);
        return List.of(
            "CREATE SCHEMA moved" + name,
            "ALTER TABLE " + before + " RENAME TO made" + name,
            "ALTER TABLE "
                + (before.contains(".") ? before.substring(0, before.indexOf('.') + 1) : "")
                + "made"
                + name
                + " SET SCHEMA moved"
                + name);
      case 13:
        made.add("made" + name);
        return List.of(
            "CREATE TABLE made" + name + " (LIKE keyed INCLUDING ALL)",
            "INSERT INTO made" + name + " SELECT * FROM keyed WHERE id % 5 = 0");
      case 14:
        moods.add("m" + name);
        return List.of(
            "ALTER TYPE mood ADD VALUE 'm" + name + "'" + (name % 2 == 0 ? " BEFORE 'm0'" : ""));
      case 15:
        grown.add(name);
        return List.of("ALTER TABLE plant ADD COLUMN g" + name + " int DEFAULT " + name);
      case 16:
        return grown.isEmpty()
            ? List.of()
            : List.of("ALTER TABLE plant DROP COLUMN g" + grown.pollFirst());
      case 17:
        return List.of("ALTER TABLE tree NO INHERIT plant", "ALTER TABLE tree INHERIT plant");
      case 18:
        attached.add(name);
        return List.of(
            "CREATE TABLE parted_%1$d PARTITION OF parted FOR VALUES IN (100%1$d)".formatted(name),
            "INSERT INTO parted SELECT g, 100%1$d FROM generate_series(1, 5) g".formatted(name));
      case 19:
        if (attached.isEmpty()) {
          return List.of();
        }
        int left = attached.pollFirst();
        detached.add(left);
        return List.of(
            "ALTER TABLE parted DETACH PARTITION parted_" + left,
            "UPDATE parted_" + left + " SET k = k + 100 WHERE k < 3");
      case 20:
        if (detached.isEmpty()) {
          return List.of();
        }
        int back = detached.pollFirst();
        return List.of(
            "DELETE FROM parted_" + back + " WHERE k > 100", "DROP TABLE parted_" + back);
      case 21:
        return List.of(
            "CLUSTER plant USING plant_pkey",
            "ALTER TABLE keyed ALTER v SET DEFAULT 'd" + name + "'",
            "COMMENT ON TABLE keyed IS E'it''s\\n" + name + "'");
      case 22:
        return List.of(
            "ALTER TABLE coded REPLICA IDENTITY "
                + (name % 2 == 0 ? "FULL" : "USING INDEX coded_code"));
      case 23:
        return List.of(
            "ALTER TABLE \"Long Keys\" DROP CONSTRAINT \"Long Keys_pkey\"",
            "ALTER TABLE \"Long Keys\" ADD PRIMARY KEY (\"Key\")",
            "CREATE UNLOGGED TABLE u" + name + " (n int)",
            "CREATE TEMP TABLE t" + name + " ON COMMIT DROP AS SELECT 1 AS n",
            "CREATE VIEW seen" + name + " AS SELECT id FROM plant",
            "DROP VIEW seen" + name);
      case 24:
        return List.of(
            "CREATE FUNCTION grow%1$d() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE made%1$d (id int PRIMARY KEY, v text); INSERT INTO made%1$d SELECT id, v FROM ONLY plant; ALTER TABLE made%1$d ADD COLUMN w int DEFAULT %1$d; END $$"
                .formatted(name),
            "SELECT grow" + name + "()",
            "DROP FUNCTION grow" + name + "()",
            "DROP TABLE made" + name);
      case 25:
        return List.of("ALTER TYPE place ADD ATTRIBUTE a" + name + " int");
      default:
        return List.of(
            "ALTER TABLE bag ADD COLUMN r"
                + name
                + " uuid DEFAULT md5('"
                + name
                + "' || clock_timestamp())::uuid",
            "UPDATE bag SET r" + name + " = NULL",
            "ALTER TABLE bag ALTER r" + name + " DROP DEFAULT");
    }
  }
}
