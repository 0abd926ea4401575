package io.holdfast.backup.restore;

import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.records.Manifest;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The copies of a chain's large objects, of which the log does not tell what changed: one is what
 * counts at the target.
 */
final class LargeObjectCopies {

  /** What a proof says where {@link #areOfBefore}. */
  static final String OF_BEFORE =
      "large objects were not copied at the barrier: they are of the base before";

  private final StoredChain chain;
  private final ChainFold log;
  private final List<Long> bases;

  /**
   * @param bases numbers of the manifests whose bases count
   */
  LargeObjectCopies(StoredChain chain, ChainFold log, List<Long> bases) {
    this.chain = chain;
    this.log = log;
    this.bases = bases.subList(log.basesWithoutLargeObjects(), bases.size());
  }

  /** Makes those of a database that has none; a transaction for each piece of the copy. */
  void load(Connection connection, ChainObjects objects) throws IOException, SQLException {
    connection.setAutoCommit(false);
    load(connection, objects, connection::commit);
  }

  /**
   * Puts them in the place of those that are there, if anything is told of them, in the session's
   * transaction.
   */
  void replace(Connection connection, ChainObjects objects) throws IOException, SQLException {
    if (log.areLargeObjectsGone() || counting().isPresent()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT count(lo_unlink(oid)) FROM pg_largeobject_metadata");
      }
      load(connection, objects, () -> {});
    }
  }

  /** Whether the source had some at the target and no copy is of there. */
  boolean areOfBefore() {
    return log.areLargeObjectsAtTarget() && ofBarrier().isEmpty();
  }

  /** The copy that was taken for the barrier; else the newest, unless all were gone after it. */
  private Optional<Manifest> counting() {
    return ofBarrier().or(() -> newest(manifest -> bases.contains(manifest.getNumber())));
  }

  /** They were copied for the barrier, after it. */
  private Optional<Manifest> ofBarrier() {
    return log.reason()
        .flatMap(
            reason -> newest(manifest -> manifest.getReason().lines().anyMatch(reason::equals)));
  }

  private Optional<Manifest> newest(Predicate<Manifest> of) {
    return chain.manifests().stream()
        .filter(of.and(manifest -> !pieces(manifest).isEmpty()))
        .reduce((earlier, later) -> later);
  }

  private static List<StoredObject> pieces(Manifest manifest) {
    return manifest.getObjects().stream()
        .filter(object -> object.getKind() == ObjectKind.LARGE_OBJECTS)
        .toList();
  }

  /** What is done behind each piece. */
  private interface End {
    void piece() throws SQLException;
  }

  private void load(Connection connection, ChainObjects objects, End end)
      throws IOException, SQLException {
    LargeObjectLoad load = new LargeObjectLoad(connection);
    for (StoredObject piece : counting().map(LargeObjectCopies::pieces).orElse(List.of())) {
      objects.use(piece, load::load);
      end.piece();
    }
  }
}
