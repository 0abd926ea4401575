package io.holdfast.console.domain;

import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.RestorePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One backup chain, as far as its manifests were read. */
public final class Chain {

  private static final int MOST_POINTS = 500;
  private static final int MOST_BASES = 50;

  private final List<Manifest> bases = new ArrayList<>();
  private final List<RestorePoint> points = new ArrayList<>();
  private final Manifest first;
  private Manifest newest;
  private long segments;
  private long bytes;

  Chain(Manifest first) {
    this.first = first;
    this.newest = first;
  }

  void add(Manifest manifest) {
    newest = manifest;
    if (manifest.getKind() != ManifestKind.CHECKPOINT) {
      manifest.getObjects().forEach(object -> bytes += object.getBytes());
    }
    if (manifest.getKind() == ManifestKind.BASE) {
      keep(bases, manifest, MOST_BASES);
    } else if (manifest.getKind() == ManifestKind.SEGMENT) {
      segments++;
    }
    manifest.getRestorePoints().forEach(point -> keep(points, point, MOST_POINTS));
  }

  private static <T> void keep(List<T> list, T element, int most) {
    list.add(element);
    if (list.size() > most) {
      list.remove(0);
    }
  }

  public String id() {
    return newest.getChain();
  }

  /** The oldest manifest that was read; number 1 unless the chain is older than the history. */
  public Manifest first() {
    return first;
  }

  public Manifest newest() {
    return newest;
  }

  /** Newest 50 bases, oldest first. */
  public List<Manifest> bases() {
    return bases;
  }

  /** Newest 500 points that people look for, oldest first. */
  public List<RestorePoint> points() {
    return points;
  }

  /** Segments that were read. */
  public long segments() {
    return segments;
  }

  /** Size of the objects of the manifests that were read, as stored. */
  public long bytes() {
    return bytes;
  }

  /** Why it ended, in a sentence; empty while it goes on. */
  public Optional<String> ended() {
    return newest.getKind() == ManifestKind.END
        ? Optional.of(newest.getReason())
        : Optional.empty();
  }
}
