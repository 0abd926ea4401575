package io.holdfast.backup.restore;

import io.holdfast.backup.barrier.BarrierState;
import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.chain.DamagedChainException;
import io.holdfast.backup.chain.SilentStoreException;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.format.SegmentFile;
import io.holdfast.records.Manifest;
import io.holdfast.records.Message;
import io.holdfast.records.RestorePoint;
import io.holdfast.records.RestorePointKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Finds the points of a chain that people call by what happened there. */
public final class RestorePoints {

  private final StoredChain chain;
  private final ChainObjects objects;

  public RestorePoints(StoredChain chain, ChainObjects objects) {
    this.chain = chain;
    this.objects = objects;
  }

  /**
   * Just before the newest TRUNCATE of a table.
   *
   * @throws NoSuchElementException when the chain holds none
   * @throws SilentStoreException when a store that does not answer may hold a newer one
   */
  public RestoreTarget beforeTruncateOf(TableName table) throws SilentStoreException {
    requireAnswers("the newest TRUNCATE of " + table);
    RestorePoint point =
        newest(
                candidate ->
                    candidate.getKind() == RestorePointKind.TRUNCATE
                        && Arrays.asList(candidate.getLabel().split(", "))
                            .contains(table.toString()))
            .orElseThrow(() -> new NoSuchElementException(noTruncateOf(table)));
    return new RestoreTarget.BeforeLsn(point.getLsn());
  }

  private String noTruncateOf(TableName table) {
    Set<String> truncated = new TreeSet<>();
    chain.manifests().stream()
        .flatMap(manifest -> manifest.getRestorePoints().stream())
        .filter(point -> point.getKind() == RestorePointKind.TRUNCATE)
        .forEach(point -> truncated.addAll(Arrays.asList(point.getLabel().split(", "))));
    return "the chain holds no TRUNCATE of %s, but of %s; a partitioned table is truncated as its partitions: give one of them"
        .formatted(table, truncated.isEmpty() ? "no table" : String.join(", ", truncated));
  }

  /**
   * A point that somebody named.
   *
   * @throws NoSuchElementException when the chain holds none of that name
   * @throws SilentStoreException when only a store that does not answer may hold it
   */
  public RestoreTarget named(String name) throws SilentStoreException {
    Optional<RestorePoint> point =
        newest(
            candidate ->
                candidate.getKind() == RestorePointKind.NAMED && candidate.getLabel().equals(name));
    if (point.isEmpty()) {
      requireAnswers("point " + name);
      throw new NoSuchElementException("the chain holds no point named " + name);
    }
    return new RestoreTarget.BeforeLsn(point.get().getLsn());
  }

  /** What is not in the stores that answer may be in those that do not. */
  private void requireAnswers(String what) throws SilentStoreException {
    if (!chain.silent().isEmpty()) {
      throw new SilentStoreException(
          "%s of chain %s may not be in the stores that answer".formatted(what, chain.id()),
          chain.silent());
    }
  }

  /**
   * What a barrier saw.
   *
   * @param id which; empty for the newest
   * @throws NoSuchElementException when the chain holds none, or not all of it yet
   * @throws SilentStoreException when only a store that does not answer may hold it, or a newer one
   */
  public RestoreTarget barrier(Optional<String> id) throws IOException, SQLException {
    Manifest found = null;
    RestorePoint barrier = null;
    for (Manifest manifest : chain.manifests()) {
      for (RestorePoint point : manifest.getRestorePoints()) {
        if (point.getKind() == RestorePointKind.BARRIER
            && id.map(point.getLabel()::equals).orElse(true)) {
          found = manifest;
          barrier = point;
        }
      }
    }
    if (found == null || id.isEmpty()) {
      requireAnswers(id.map(name -> "barrier " + name).orElse("the newest barrier"));
    }
    if (found == null) {
      throw new NoSuchElementException(
          "the chain holds no whole barrier" + id.map(name -> " " + name).orElse(""));
    }
    return barrier(found, barrier);
  }

  private RestoreTarget barrier(Manifest manifest, RestorePoint point)
      throws IOException, SQLException {
    List<RestoreTarget> found = new ArrayList<>();
    StoredObject segment = manifest.getObjects().get(0);
    objects.use(
        segment,
        file ->
            SegmentFile.read(
                Files.newInputStream(file),
                record -> {
                  if (record instanceof Message message
                      && message.getPrefix().equals(Prefix.BARRIER_STATE)
                      && message.getEndLsn() == point.getLsn()) {
                    found.add(target(message));
                  }
                }));
    if (found.isEmpty()) {
      throw new DamagedChainException(
          "segment " + segment.getName() + " lacks the barrier that its manifest names");
    }
    return found.get(0);
  }

  private static RestoreTarget target(Message message) {
    String text = StandardCharsets.UTF_8.decode(message.getContent().duplicate()).toString();
    return BarrierState.seen(text);
  }

  private Optional<RestorePoint> newest(Predicate<RestorePoint> test) {
    return chain.manifests().stream()
        .flatMap(manifest -> manifest.getRestorePoints().stream())
        .filter(test)
        .reduce((earlier, later) -> later);
  }
}
