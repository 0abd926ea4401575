package io.holdfast.bench.backup;

import io.holdfast.bench.backup.StoredBytes.PerRow;
import io.holdfast.sandbox.DebianPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * pgBackRest on Debian's PostgreSQL 15: what its repository grows by for each changed row,
 * compressed WAL and an incremental backup together. Checkpoints every five minutes, as PostgreSQL
 * has it; zstandard and bundles, which store less than its defaults.
 */
final class PgBackRest {

  private static final Path PROGRAM = Path.of("/usr/bin/pgbackrest");

  private final DebianPostgres server;
  private final Path repository;
  private final Path configuration;

  private PgBackRest(DebianPostgres server, Path repository, Path configuration) {
    this.server = server;
    this.repository = repository;
    this.configuration = configuration;
  }

  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM) && DebianPostgres.isInstalled();
  }

  static PerRow measure(Path directory, int largeRows, int transactions, int scattered)
      throws Exception {
    Path repository = Files.createDirectories(directory.resolve("repository"));
    Path configuration = directory.resolve("pgbackrest.conf");
    Map<String, String> archiving =
        Map.of(
            "archive_mode",
            "on",
            "archive_command",
            "%s --config=%s --stanza=main archive-push %%p".formatted(PROGRAM, configuration),
            "checkpoint_timeout",
            "5min",
            "max_wal_size",
            "4GB");
    try (var server = DebianPostgres.primary(directory.resolve("server"), archiving)) {
      configure(configuration, server, directory, repository);
      return new PgBackRest(server, repository, configuration)
          .measure(largeRows, transactions, scattered);
    }
  }

  private static void configure(
      Path configuration, DebianPostgres server, Path directory, Path repository)
      throws IOException {
    Files.writeString(
        configuration,
        """
        [global]
        repo1-path=%s
        repo1-bundle=y
        repo1-retention-full=9
        compress-type=zst
        start-fast=y
        log-path=%s
        lock-path=%s
        spool-path=%s
        log-level-console=warn
        [main]
        pg1-path=%s
        pg1-port=%d
        pg1-socket-path=%s
        pg1-user=%s
        """
            .formatted(
                repository,
                Files.createDirectories(directory.resolve("log")),
                Files.createDirectories(directory.resolve("lock")),
                Files.createDirectories(directory.resolve("spool")),
                server.data(),
                server.port(),
                server.socket(),
                server.user()));
  }

  private PerRow measure(int largeRows, int transactions, int scattered) throws Exception {
    var pgbench = new Pgbench(() -> server.connect("postgres"), largeRows);
    run("stanza-create");
    pgbench.fill();
    backUp("full");

    long before = StoredBytes.bytes(repository);
    pgbench.load(transactions);
    backUp("incr");
    double load =
        (StoredBytes.bytes(repository) - before)
            / ((double) Pgbench.CHANGES_A_TRANSACTION * transactions);

    before = StoredBytes.bytes(repository);
    pgbench.scatter(scattered);
    backUp("incr");
    return new PerRow(load, (StoredBytes.bytes(repository) - before) / (double) scattered);
  }

  /** Ends when the WAL that the backup needs is archived, which is all that was written before. */
  private void backUp(String type) {
    run("backup", "--type=" + type);
  }

  private void run(String command, String... options) {
    List<String> words = new ArrayList<>(List.of("--config=" + configuration, "--stanza=main"));
    words.addAll(List.of(options));
    words.add(command);
    server.runToEnd(PROGRAM, words.toArray(String[]::new));
  }
}
