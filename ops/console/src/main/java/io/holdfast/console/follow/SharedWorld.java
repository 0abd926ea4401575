package io.holdfast.console.follow;

import io.holdfast.console.domain.World;
import java.util.function.Consumer;
import java.util.function.Function;

/** The world, for the one thread that changes it and the many that look. */
public final class SharedWorld {

  private final World world = new World();
  private volatile boolean caughtUp;

  /** Something of the world, as of now. What is returned must not be part of what changes. */
  public synchronized <T> T look(Function<World, T> question) {
    return question.apply(world);
  }

  /** For the one that reads the topics. */
  public synchronized void change(Consumer<World> change) {
    change.accept(world);
  }

  /** Whether all that was there at the start was read. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  void caughtUp() {
    caughtUp = true;
  }
}
