package io.holdfast.demo;

import io.holdfast.records.BackupEvent;
import io.holdfast.records.BackupEventKind;
import io.holdfast.sandbox.OrdersComparison;
import io.holdfast.sandbox.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A careless TRUNCATE: a restore to just before it, compared with the writer's own journal. */
final class CarelessTruncate implements Chapter {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RESTORED = "orders_restored";

  /** Segments over which the RPO is measured. */
  private static final int SEGMENTS = 8;

  @Override
  public String title() {
    return "A careless TRUNCATE orders: restored to just before it, into a new database";
  }

  @Override
  public void tell(Stage stage) throws StoryFailed {
    long begin = System.nanoTime();
    measureRpo(stage, begin);

    long before = truncate(stage);
    long truncated = System.nanoTime();
    stage.narrator().says("TRUNCATE orders, after %d transactions; orders go on behind it", before);
    stage
        .follower()
        .awaitFirst(
            "a segment holds the TRUNCATE",
            PATIENCE,
            view -> view.backupsSince(truncated, CarelessTruncate::isSegment));

    restore(stage);
    compare(stage, before);
    Duration rto = Duration.ofNanos(System.nanoTime() - truncated);
    stage
        .narrator()
        .verified("RTO: %s from the TRUNCATE to the compared copy", Narrator.seconds(rto));
    stage.figures().record("RTO, from TRUNCATE to a compared copy", Narrator.seconds(rto));
  }

  /**
   * How old the newest commit that both stores hold was at worst: just before each segment became
   * durable, it was that of the segment before.
   */
  private static void measureRpo(Stage stage, long begin) throws StoryFailed {
    List<FleetView.Seen<BackupEvent>> segments =
        stage
            .follower()
            .await(
                SEGMENTS + " segments",
                PATIENCE,
                view -> view.backupsSince(begin, CarelessTruncate::isSegment).size() >= SEGMENTS)
            .look(view -> view.backupsSince(begin, CarelessTruncate::isSegment));
    long worstMillis = 0;
    for (int i = 1; i < segments.size(); i++) {
      BackupEvent earlier = segments.get(i - 1).record();
      BackupEvent later = segments.get(i).record();
      long sinceEarlier = (later.getAtMicros() - earlier.getAtMicros()) / 1000;
      worstMillis = Math.max(worstMillis, sinceEarlier + earlier.getRpoAllMillis());
    }
    String worst = Narrator.seconds(Duration.ofMillis(worstMillis));
    stage
        .narrator()
        .verified(
            "RPO: over %d segments, both stores were never further behind than %s",
            segments.size(), worst);
    stage.figures().record("RPO at worst, both stores", worst);
  }

  private static boolean isSegment(BackupEvent event) {
    return event.getKind() == BackupEventKind.SEGMENT;
  }

  private static long truncate(Stage stage) throws StoryFailed {
    try {
      return stage.orders().truncateOrders();
    } catch (SQLException e) {
      throw new StoryFailed("TRUNCATE was refused", e);
    }
  }

  private static void restore(Stage stage) throws StoryFailed {
    Postgres postgres = stage.processes().postgres();
    String[] command = {
      "backup",
      "restore",
      "--config",
      stage.processes().backupConfiguration().toString(),
      "--before-truncate",
      "public.orders",
      "--into",
      postgres.jdbcUrl(RESTORED),
      "--user",
      postgres.user()
    };
    stage.narrator().says("holdfast %s", String.join(" ", command));
    stage.narrator().block(stage.keyboard().run(PATIENCE, command));
  }

  private static void compare(Stage stage, long before) throws StoryFailed {
    try (Connection copy = stage.processes().postgres().connect(RESTORED)) {
      OrdersComparison comparison = OrdersComparison.of(stage.orders().journal(), copy);
      StoryFailed.unless(
          comparison.isExact(),
          "The restored database differs from the journal: %s",
          comparison.differences());
      StoryFailed.unless(
          comparison.upTo() == before,
          "The restored database ends with transaction %d, but the one before the TRUNCATE is %d.",
          comparison.upTo(),
          before);
      stage
          .narrator()
          .verified(
              "the copy ends with transaction %d, the last before the TRUNCATE; all its %d rows equal"
                  + " the writer's journal",
              comparison.upTo(), comparison.rows());
    } catch (SQLException e) {
      throw new StoryFailed("The restored database could not be read", e);
    }
  }
}
