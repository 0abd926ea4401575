package io.holdfast.backup;

import io.holdfast.backup.barrier.Barrier;
import io.holdfast.backup.chain.Chains;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.chain.Verification;
import io.holdfast.backup.chain.Verify;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.StaleTables;
import io.holdfast.backup.restore.Delta;
import io.holdfast.backup.restore.FoldMemory;
import io.holdfast.backup.restore.Restore;
import io.holdfast.backup.restore.RestorePoints;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import io.holdfast.backup.run.Stores;
import io.holdfast.backup.seal.Keyset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be done with the backups of one database by whoever has its stores: look, verify,
 * restore. For the command line and other programs; needs neither Kafka nor the source.
 */
public final class Backups {

  private final Chains chains;
  private final FoldMemory memory = FoldMemory.ofThisProcess();

  private Backups(Chains chains) {
    this.chains = chains;
  }

  /**
   * @param database name of the database in the stores
   * @param stores URLs of the stores by name, as in the configuration
   */
  public static Backups of(String database, Map<String, String> stores) {
    return of(database, stores, Optional.empty());
  }

  /**
   * The same where objects are encrypted.
   *
   * @param keys what they are opened with; looking and verifying need none
   */
  public static Backups of(String database, Map<String, String> stores, Optional<Keyset> keys) {
    return new Backups(new Chains(database, Stores.open(stores), keys));
  }

  /** Ids of all chains, in the order of their beginning, also of those that cannot be read. */
  public List<String> ids() throws IOException {
    return chains.ids();
  }

  /** All chains of which at least the base can be read, in the order of their beginning. */
  public List<StoredChain> chains() throws IOException {
    List<StoredChain> readable = new ArrayList<>();
    for (String id : chains.ids()) {
      try {
        readable.add(chains.open(Optional.of(id)));
      } catch (io.holdfast.backup.chain.DamagedChainException damaged) {
        // `verify` tells what is wrong with it
        continue;
      }
    }
    return readable;
  }

  /** One chain; the newest unless its id is given. */
  public StoredChain chain(Optional<String> id) throws IOException {
    return chains.open(id);
  }

  /** Reads and hashes every object of a chain in every store. */
  public Verification verify(Optional<String> chain) throws IOException {
    return verify(chain, Optional.empty());
  }

  /**
   * The same, and compares with what was decided.
   *
   * @param decided the newest manifest in Kafka; see {@link Decided}
   */
  public Verification verify(Optional<String> chain, Optional<ManifestFile> decided)
      throws IOException {
    return new Verify(chains).run(chain, decided);
  }

  /** The points of a chain by what happened there. */
  public RestorePoints points(StoredChain chain, Path spool) {
    return new RestorePoints(chain, chains.objects(chain, spool));
  }

  public RestoreReport restore(RestoreRequest request, RestoreProgress progress)
      throws IOException, SQLException, InterruptedException {
    try {
      return new Restore(chains, request, progress, memory).run();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Takes a database that was restored earlier on to a later point, in place. */
  public RestoreReport delta(RestoreRequest request, RestoreProgress progress)
      throws IOException, SQLException {
    try {
      return new Delta(chains, request, progress, memory).run();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Names a point in the source's log, which restores can go to. */
  public static void point(Database source, String name) throws SQLException {
    emit(source, Prefix.POINT, name);
  }

  /** Sets a barrier in the source, which restores can be compared with. */
  public static Barrier.Mark barrier(Database source, String id) throws SQLException {
    return Barrier.set(source, id);
  }

  /**
   * Asks the process that backs up a database to end its chain and to begin another with a new
   * base, as is needed after DDL. The request travels in the database's own log.
   *
   * @param why for the last manifest of the chain
   */
  public static void askForNewBase(Database source, String why) throws SQLException {
    emit(source, Prefix.NEW_BASE, why);
  }

  private static void emit(Database source, String prefix, String content) throws SQLException {
    try (Connection connection = source.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT pg_logical_emit_message(false, ?, convert_to(?, 'UTF8'))")) {
      statement.setString(1, prefix);
      statement.setString(2, content);
      statement.execute();
    }
  }

  /**
   * Asks the process that backs up a database to copy one table again, or for the first time, while
   * the chain goes on.
   *
   * @param why for people
   * @throws java.util.NoSuchElementException when the database has no such table
   */
  public static void askForBaseOf(Database source, TableName table, String why)
      throws SQLException {
    try (Connection connection = source.connect()) {
      StaleTables.add(connection, table, why);
    }
  }
}
