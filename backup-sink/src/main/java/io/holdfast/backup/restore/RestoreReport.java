package io.holdfast.backup.restore;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a restore did.
 *
 * @param chain id of the chain
 * @param lsn end of the newest transaction in it, or the base's position, in the write-ahead log
 * @param committedAtMicros commit time of that transaction, microseconds since 1970-01-01 UTC; when
 *     the base was taken where there is none
 * @param pastEnd whether the target is a place after everything that the chain holds, so that what
 *     the source committed just before it may be missing
 * @param transactions how many transactions were applied to the base
 * @param changes how many row changes
 * @param rows how many rows the restored tables have
 * @param bytes size of the segments and the pieces of tables that were read, in bytes
 * @param took how long it took
 * @param differences what differs from the witness, a sentence a table; empty when nothing does
 * @param compared how many tables were compared; 0 when there is nothing to compare with
 * @param witness what they were compared with
 * @param changesTopicId id of the changes topic that the chain was read from
 * @param nextOffset offset there from which a consumer goes on that was restored with the database:
 *     it drops the transactions that end at or before {@code lsn}
 */
public record RestoreReport(
    String chain,
    long lsn,
    long committedAtMicros,
    boolean pastEnd,
    long transactions,
    long changes,
    long rows,
    long bytes,
    Duration took,
    List<String> differences,
    int compared,
    RestoreRequest.Witness witness,
    String changesTopicId,
    long nextOffset) {

  public RestoreReport {
    differences = List.copyOf(differences);
  }

  /** The same, with a proof that took longer. */
  RestoreReport proved(Proof proof, Duration longer) {
    return new RestoreReport(
        chain,
        lsn,
        committedAtMicros,
        pastEnd,
        transactions,
        changes,
        rows,
        bytes,
        took.plus(longer),
        Stream.concat(differences.stream(), proof.differences().stream()).toList(),
        proof.compared(),
        proof.witness(),
        changesTopicId,
        nextOffset);
  }

  /** The same for all of a restore of which this is the last step. */
  RestoreReport after(RestoreReport earlier) {
    return new RestoreReport(
        chain,
        lsn,
        committedAtMicros,
        pastEnd,
        earlier.transactions + transactions,
        earlier.changes + changes,
        earlier.rows + rows,
        earlier.bytes + bytes,
        earlier.took.plus(took),
        differences,
        compared,
        witness,
        changesTopicId,
        nextOffset);
  }
}
