package io.holdfast.console.web;

import io.holdfast.console.domain.Recent;
import io.holdfast.console.domain.World;
import io.holdfast.console.follow.SharedWorld;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What all viewers are told, made once for all of them:
 *
 * <ul>
 *   <li>{@code news}: what happened, as it happens;
 *   <li>{@code picture}: two bytes a node, each second, and at once when a state changed;
 *   <li>{@code summary}: the figures above the map, when they changed;
 *   <li>{@code clock}: each second, until when health-stream has judged.
 * </ul>
 */
final class Broadcast {

  private static final long TICK_MILLIS = 250;
  private static final int TICKS_A_SECOND = (int) (1_000 / TICK_MILLIS);

  private final SharedWorld shared;
  private final int mostViewers;
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private volatile boolean somebodyJoined;
  private int tick;
  private byte[] picture = {};
  private String summary = "";

  Broadcast(SharedWorld shared, int mostViewers) {
    this.shared = shared;
    this.mostViewers = mostViewers;
  }

  /** A place among the viewers; empty when all are taken. */
  synchronized Optional<Viewer> join() {
    if (viewers.size() >= mostViewers) {
      return Optional.empty();
    }
    var viewer = new Viewer();
    shared.look(this::opening).forEach(viewer::send);
    viewers.add(viewer);
    somebodyJoined = true;
    return Optional.of(viewer);
  }

  void leave(Viewer viewer) {
    viewers.remove(viewer);
  }

  int viewers() {
    return viewers.size();
  }

  /** One turn of the loop: waits for the next tick and tells what is new. */
  void turn() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    tick++;
    List<byte[]> events = shared.look(viewers.isEmpty() ? this::nothing : this::news);
    viewers.forEach(viewer -> events.forEach(viewer::send));
  }

  void end() {
    viewers.forEach(Viewer::end);
  }

  private List<byte[]> opening(World world) {
    return List.of(
        Viewer.event("summary", Answer.text(FleetPage.summary(world))),
        pictureEvent(world, world.fleet().picture()),
        clock(world));
  }

  /** What nobody watches is forgotten. */
  private List<byte[]> nothing(World world) {
    world.takeNews();
    world.takeMissedNews();
    return List.of();
  }

  private List<byte[]> news(World world) {
    var events = new ArrayList<byte[]>();
    List<Recent.Event<Object>> happened = world.takeNews();
    long missed = world.takeMissedNews();
    if (!happened.isEmpty() && shared.isCaughtUp()) {
      var data =
          new Fields()
              .and("events", happened.stream().map(LogPages::event).toList())
              .and("missed", missed)
              .map();
      events.add(Viewer.event("news", Answer.text(data)));
    }
    boolean second = tick % TICKS_A_SECOND == 0;
    if (second && somebodyJoined) {
      // Who joined saw the world of that moment, which may be neither the last told nor this one.
      somebodyJoined = false;
      picture = new byte[0];
      summary = "";
    }
    byte[] now = world.fleet().picture();
    if (second ? !Arrays.equals(now, picture) : statesDiffer(now, picture)) {
      picture = now;
      events.add(pictureEvent(world, now));
    }
    if (second) {
      String figures = Answer.text(FleetPage.summary(world));
      if (!figures.equals(summary)) {
        summary = figures;
        events.add(Viewer.event("summary", figures));
      }
      events.add(clock(world));
    }
    return events;
  }

  private static boolean statesDiffer(byte[] one, byte[] other) {
    if (one.length != other.length) {
      return true;
    }
    for (int i = 0; i < one.length; i += 2) {
      if (one[i] != other[i]) {
        return true;
      }
    }
    return false;
  }

  private static byte[] pictureEvent(World world, byte[] picture) {
    return Viewer.event("picture", world.fleet().layout() + " " + FleetPage.picture(picture));
  }

  private byte[] clock(World world) {
    return Viewer.event(
        "clock",
        Answer.text(
            new Fields()
                .and("nowMillis", System.currentTimeMillis())
                .and("judgedAtMillis", world.judgedAtMillis())
                .and("caughtUp", shared.isCaughtUp())
                .map()));
  }
}
