package io.holdfast.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A careless TRUNCATE: a restore to just before it, compared with the writer's own journal. */
final class CarelessTruncate implements Chapter {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public String title() {
    return "A careless TRUNCATE orders: restored to just before it, into a new database";
  }

  @Override
  public void tell(Stage stage) throws StoryFailed {
    var narrator = stage.narrator();
    awaitOrders(stage, 500);
    long before = stage.orders().committed();
    long number = truncate(stage);
    long truncated = System.nanoTime();
    narrator.says("TRUNCATE orders, after %d transactions; more orders come in behind it", before);

    stage.keyboard().run(PATIENCE, "backup", "info");
    restore(stage, number, truncated);
  }

  private static void awaitOrders(Stage stage, long count) throws StoryFailed {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (stage.orders().committed() < count) {
      StoryFailed.unless(
          System.nanoTime() - deadline < 0,
          "only %d orders were taken",
          stage.orders().committed());
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoryFailed("Interrupted", e);
      }
    }
  }

  private static long truncate(Stage stage) throws StoryFailed {
    try {
      return stage.orders().truncateOrders();
    } catch (SQLException e) {
      throw new StoryFailed("TRUNCATE was refused", e);
    }
  }

  private static void restore(Stage stage, long number, long truncated) throws StoryFailed {}
}
