package io.holdfast.backup.restore;

import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.postgres.Database;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be restored, and where to.
 *
 * @param chain id of the chain; empty for the newest
 * @param target where to stop
 * @param tables which tables; empty for all
 * @param into the database to make; one that exists must be empty
 * @param parallel how many objects are loaded at a time
 * @param spool directory for objects while they are checked and loaded
 * @param witness what the restored database is compared with
 */
public record RestoreRequest(
    Optional<String> chain,
    RestoreTarget target,
    Set<TableName> tables,
    Database into,
    int parallel,
    Path spool,
    Witness witness) {

  /** What a restored database is compared with. */
  public enum Witness {
    /** What the source hashed to at the barrier that is restored to; nothing where it is none. */
    BARRIER,
    /** The same, and where it is no barrier every row as the chain told it. */
    CHAIN
  }

  public RestoreRequest {
    tables = Set.copyOf(tables);
  }

  /** Whether each row is compared with what the chain tells of it: no barrier tells. */
  boolean isProvedByChain() {
    return witness == Witness.CHAIN && !(target instanceof RestoreTarget.AtBarrier);
  }
}
