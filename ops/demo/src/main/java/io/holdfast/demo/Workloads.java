package io.holdfast.demo;

import io.holdfast.sandbox.Beats;
import io.holdfast.sandbox.WorkloadAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The workloads as their users see them: by the address that each one wrote, and over HTTP. */
final class Workloads {

  /** Which run of a workload answers: where, under which epoch, as which process. */
  record Place(String node, long epoch, long pid) {}

  private final Path directory;
  private final Set<String> names;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  Workloads(Path directory, Set<String> names) {
    this.directory = directory;
    this.names = new TreeSet<>(names);
  }

  Set<String> names() {
    return names;
  }

  /** Makes it use this share of a core from now on. */
  void burn(String workload, double share) throws IOException {
    WorkloadAddress address =
        WorkloadAddress.read(directory, workload)
            .orElseThrow(() -> new IOException(workload + " has told no address"));
    int status =
        send(HttpRequest.newBuilder(address.burn(share)).POST(HttpRequest.BodyPublishers.noBody()));
    if (status != 200) {
      throw new IOException(workload + " answered " + status);
    }
  }

  /** Whether the newest run of it answers {@code /health}. */
  boolean isHealthy(String workload) {
    return WorkloadAddress.read(directory, workload).filter(this::answers).isPresent();
  }

  /** Where its newest run is. */
  Optional<Place> place(String workload) {
    return WorkloadAddress.read(directory, workload)
        .map(address -> new Place(address.node(), address.epoch(), address.pid()));
  }

  /** Where the newest run of each is. */
  Map<String, Place> places() {
    var places = new TreeMap<String, Place>();
    names.forEach(name -> place(name).ifPresent(place -> places.put(name, place)));
    return places;
  }

  /** What the runs of a workload wrote. */
  Beats beats(String workload) {
    return Beats.read(directory, workload);
  }

  /**
   * Workloads of which a run under an epoch up to this one gave a sign of life on the node since.
   */
  Set<String> beatingOn(String node, long epoch, long sinceNanos) {
    var beating = new TreeSet<String>();
    for (String name : names) {
      for (Beats.Run run : beats(name).runs()) {
        if (run.node().equals(node) && run.epoch() <= epoch && run.last() - sinceNanos > 0) {
          beating.add(name + "@" + run.epoch());
        }
      }
    }
    return beating;
  }

  void awaitHealthy(String workload, Duration patience) throws StoryFailed {
    await(workload, patience, address -> true);
  }

  /** Waits until a run of it on another node than this one answers. */
  void awaitHealthyElsewhere(String workload, String notOn, Duration patience) throws StoryFailed {
    await(workload, patience, address -> !address.node().equals(notOn));
  }

  private void await(String workload, Duration patience, Predicate<WorkloadAddress> where)
      throws StoryFailed {
    long deadline = System.nanoTime() + patience.toNanos();
    while (WorkloadAddress.read(directory, workload)
        .filter(where)
        .filter(this::answers)
        .isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new StoryFailed(
            "Workload "
                + workload
                + " does not answer /health within "
                + Narrator.seconds(patience)
                + ".");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoryFailed("Interrupted while waiting for " + workload, e);
      }
    }
  }

  private boolean answers(WorkloadAddress address) {
    URI health = address.health();
    try {
      return send(HttpRequest.newBuilder(health)) == 200;
    } catch (IOException notNow) {
      return false;
    }
  }

  private int send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.timeout(Duration.ofSeconds(3)).build(), BodyHandlers.discarding())
          .statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
