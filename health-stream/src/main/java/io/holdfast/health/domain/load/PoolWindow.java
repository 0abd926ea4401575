package io.holdfast.health.domain.load;

import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadPicture;
import io.holdfast.records.LoadSample;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodePicture;
import io.holdfast.records.ResourceBalance;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The current window of one pool: who reported what, and who should have. */
final class PoolWindow {

  private final String pool;
  private final TreeMap<String, NodeWindow> nodes = new TreeMap<>();

  /** From the newest policy mark; version 0 where there was none. */
  private long version;

  private double degreeThreshold;
  private double minimumLoad;

  PoolWindow(String pool, LoadSettings settings) {
    this.pool = pool;
    this.degreeThreshold = settings.policy().getDegreeThreshold();
    this.minimumLoad = settings.policy().getMinimumLoad();
  }

  void take(LoadSample sample) {
    nodes.computeIfAbsent(sample.getNode(), node -> new NodeWindow()).take(sample);
  }

  void follow(long newVersion, double newThreshold, double newMinimum) {
    if (newVersion > version) {
      version = newVersion;
      degreeThreshold = newThreshold;
      minimumLoad = newMinimum;
    }
  }

  /** Whether anything is left to tell or remember. */
  boolean isKnown() {
    return !nodes.isEmpty() || version > 0;
  }

  /** Closes the window and begins the next one. */
  void close(
      long window,
      LogPosition closedAt,
      long brokerMillis,
      LoadSettings settings,
      Consumer<? super Finding> out) {
    if (nodes.isEmpty()) {
      return;
    }
    var utilisation = new TreeMap<String, TreeMap<String, Double>>();
    var unknown = new ArrayList<String>();
    nodes.forEach(
        (id, node) -> {
          if (node.hasReported()) {
            utilisation.put(id, node.utilisation());
          } else {
            unknown.add(id);
          }
        });
    List<ResourceBalance> resources = Degree.of(utilisation, settings.extremes());
    Optional<ResourceBalance> decisive =
        resources.stream()
            .max(
                Comparator.comparingDouble(ResourceBalance::getMaximum)
                    .thenComparing(ResourceBalance::getResource, Comparator.reverseOrder()));
    boolean asksForPlan =
        decisive
            .filter(balance -> balance.getDegree() < degreeThreshold)
            .filter(balance -> balance.getMaximum() >= minimumLoad)
            .isPresent();
    out.accept(
        new Finding.Balance(
            new LoadBalance(
                pool,
                window,
                settings.window().toMillis(),
                closedAt,
                brokerMillis,
                decisive.map(ResourceBalance::getDegree).orElse(null),
                decisive.map(ResourceBalance::getResource).orElse(null),
                resources,
                utilisation.size(),
                unknown,
                asksForPlan)));
    if (asksForPlan) {
      draw(window, closedAt, utilisation, settings, out);
    }
    nodes.values().removeIf(node -> node.next() > settings.unknownFor());
  }

  private void draw(
      long window,
      LogPosition closedAt,
      TreeMap<String, TreeMap<String, Double>> utilisation,
      LoadSettings settings,
      Consumer<? super Finding> out) {
    var pictures = new ArrayList<NodePicture>(utilisation.size());
    utilisation.forEach(
        (id, loads) -> pictures.add(new NodePicture(id, loads, nodes.get(id).workloads())));
    int size = settings.picturedAtOnce();
    int chunks = (pictures.size() + size - 1) / size;
    for (int chunk = 0; chunk < chunks; chunk++) {
      int from = chunk * size;
      int to = Math.min(from + size, pictures.size());
      List<NodePicture> part = new ArrayList<>(pictures.subList(from, to));
      out.accept(new Finding.Picture(new LoadPicture(pool, window, closedAt, chunk, chunks, part)));
    }
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeUTF(pool);
    out.writeLong(version);
    out.writeDouble(degreeThreshold);
    out.writeDouble(minimumLoad);
    out.writeInt(nodes.size());
    for (Map.Entry<String, NodeWindow> node : nodes.entrySet()) {
      out.writeUTF(node.getKey());
      node.getValue().writeTo(out);
    }
  }

  static PoolWindow readFrom(DataInput in, LoadSettings settings) throws IOException {
    var window = new PoolWindow(in.readUTF(), settings);
    long version = in.readLong();
    window.follow(version, in.readDouble(), in.readDouble());
    for (int left = in.readInt(); left > 0; left--) {
      window.nodes.put(in.readUTF(), NodeWindow.readFrom(in));
    }
    return window;
  }

  String pool() {
    return pool;
  }
}
