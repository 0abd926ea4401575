package io.holdfast.backup.restore;

import io.holdfast.backup.barrier.RowSums;
import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.chain.Chains;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.fold.TableShape;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a database that was restored earlier on to a later point of the same chain, in place: only
 * rows that changed between are read and written, and those of tables that got other columns.
 *
 * <p>The fold is that of a restore, with the database's rows of now in the place of the base's. A
 * row that the log changes and the database does not hold as it should is an error, and nothing
 * happens.
 *
 * <p>All is one transaction, but for values that are added to enumerated types: PostgreSQL lets
 * only later transactions use them, and so each ends a step, after which the database stands where
 * the source stood.
 */
public final class Delta {

  private final Chains chains;
  private final RestoreRequest request;
  private final RestoreProgress progress;
  private final FoldMemory memory;

  public Delta(Chains chains, RestoreRequest request, RestoreProgress progress, FoldMemory memory) {
    this.chains = chains;
    this.request = request;
    this.progress = progress;
    this.memory = memory;
  }

  /**
   * Does it.
   *
   * @throws IOException when it is not known where the target stands, that is in another chain, or
   *     a command cannot be repeated in it
   * @throws java.util.NoSuchElementException when the target is past the point already
   */
  public RestoreReport run() throws IOException, SQLException {
    TargetDatabase target = new TargetDatabase(request.into());
    StoredChain chain = chainOf(target.position());
    ChainObjects objects = chains.objects(chain, request.spool());
    DeltaStep step = new DeltaStep(chain, objects, request, target, progress, memory);
    RestoreReport report = step.run();
    while (step.isPaused()) {
      step = new DeltaStep(chain, objects, request, target, progress, memory);
      report = step.run().after(report);
    }
    return request.isProvedByChain() ? proved(report, chain, objects, target) : report;
  }

  /** In place not all rows were read: the chain is read again for them. */
  private RestoreReport proved(
      RestoreReport report, StoredChain chain, ChainObjects objects, TargetDatabase target)
      throws IOException, SQLException {
    long began = System.nanoTime();
    Map<TableShape, RowSums> sums =
        new ChainSums(chain, objects, request, memory)
            .read((step, done, total) -> progress.at(RestoreProgress.Step.PROOF, done, total));
    Proof proof = Proof.of(sums, target.database());
    return report.proved(proof, Duration.ofNanos(System.nanoTime() - began));
  }

  private StoredChain chainOf(RestoredPosition position) throws IOException {
    StoredChain chain = chains.open(Optional.of(position.chain()));
    if (!request.tables().isEmpty()
        || request.chain().isPresent() && !chains.find(request.chain()).equals(chain.id())) {
      throw new IOException(
          "the target was restored as a whole from chain %s: go on with that, and all tables"
              .formatted(position.chain()));
    }
    return chain;
  }
}
