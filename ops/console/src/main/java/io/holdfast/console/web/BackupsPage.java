package io.holdfast.console.web;

import io.holdfast.console.domain.Chain;
import io.holdfast.console.domain.Database;
import io.holdfast.console.domain.World;
import io.holdfast.records.Manifest;
import java.util.List;
import java.util.Map;

/** Chains, recovery points and what was done, by database. */
final class BackupsPage {

  private static final int MOST_EVENTS = 100;

  private BackupsPage() {}

  static List<Map<String, Object>> list(World world) {
    return world.databases().values().stream().map(BackupsPage::database).toList();
  }

  private static Map<String, Object> database(Database database) {
    return new Fields()
        .and("database", database.name())
        .and("newestSegment", database.newestSegment())
        .and("chains", database.chains().stream().map(BackupsPage::chain).toList())
        .and(
            "events",
            database.events().newest(MOST_EVENTS, event -> true).stream()
                .map(LogPages::event)
                .toList())
        .map();
  }

  private static Map<String, Object> chain(Chain chain) {
    Manifest newest = chain.newest();
    return new Fields()
        .and("chain", chain.id())
        .and("number", newest.getNumber())
        .and("firstNumber", chain.first().getNumber())
        .and("beganAtMicros", chain.first().getCreatedAtMicros())
        .and("writtenAtMicros", newest.getCreatedAtMicros())
        .and("committedAtMicros", newest.getLastCommittedAtMicros())
        .and("ended", chain.ended())
        .and("segments", chain.segments())
        .and("bytes", chain.bytes())
        .and("bases", chain.bases().stream().map(BackupsPage::base).toList())
        .and("points", chain.points())
        .map();
  }

  private static Map<String, Object> base(Manifest base) {
    return new Fields()
        .and("number", base.getNumber())
        .and("atMicros", base.getCreatedAtMicros())
        .and("objects", base.getObjects().size())
        .and("bytes", base.getObjects().stream().mapToLong(object -> object.getBytes()).sum())
        .map();
  }
}
