package io.holdfast.e2e.faults.liveness;

import io.holdfast.e2e.faults.liveness.KillPoint.Place;
import io.holdfast.health.cluster.Cluster;
import io.holdfast.health.cluster.Verdicts;
import io.holdfast.sandbox.ChildProcess;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Two instances of health-stream, and the story of their deaths. */
final class Pair implements AutoCloseable {

  private static final List<String> NAMES = List.of("a", "b");
  private static final int KILLED = 128 + 9;

  private final Cluster cluster;
  private final Map<String, ChildProcess> running = new TreeMap<>();
  private final Map<Place, Integer> atPlaces = new EnumMap<>(Place.class);
  private int atRandom;

  Pair(Cluster cluster) {
    this.cluster = cluster;
    for (Place place : Place.values()) {
      atPlaces.put(place, 0);
    }
  }

  void startMissing() {
    for (String name : NAMES) {
      running.computeIfAbsent(name, missing -> HealthJar.start(cluster, missing));
    }
  }

  /** One of them, or both. */
  void killSome(Random random) {
    switch (random.nextInt(5)) {
      case 0 -> NAMES.forEach(this::kill);
      case 1, 2 -> kill("a");
      default -> kill("b");
    }
  }

  /** Starts one so that it dies at that place, and waits until it has. */
  void killAt(Place place, Random random) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    if (running.containsKey(name)) {
      kill(name);
    }
    int passing = place == Place.FIRST_RECORD_AFTER_RESTORE ? 0 : random.nextInt(4);
    ChildProcess condemned = HealthJar.startToDie(cluster, name, place, passing);
    int code = condemned.awaitExit(Verdicts.PATIENCE);
    if (code != KILLED) {
      throw new AssertionError(name + " ended with " + code + " instead of at " + place);
    }
    atPlaces.merge(place, 1, Integer::sum);
    startMissing();
  }

  private void kill(String name) {
    ChildProcess process = running.remove(name);
    if (process != null) {
      process.kill();
      atRandom++;
    }
  }

  /** How often each kind of death was died. */
  String story() {
    return "kills at random moments %d, %s"
        .formatted(
            atRandom,
            atPlaces.entrySet().stream()
                .map(
                    each ->
                        each.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                            + " "
                            + each.getValue())
                .collect(Collectors.joining(", ")));
  }

  @Override
  public void close() {
    running.values().forEach(ChildProcess::close);
  }
}
