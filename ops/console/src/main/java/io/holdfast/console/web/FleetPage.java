package io.holdfast.console.web;

import io.holdfast.console.domain.Fleet;
import io.holdfast.console.domain.Node;
import io.holdfast.console.domain.World;
import io.holdfast.records.BackupEvent;
import io.holdfast.records.Placement;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fleet map, the figures above it, and one node's evidence. */
final class FleetPage {

  private FleetPage() {}

  /** Names in the order of the picture, and the picture. */
  static Map<String, Object> layout(World world) {
    Fleet fleet = world.fleet();
    return new Fields()
        .and("layout", fleet.layout())
        .and("groups", fleet.groups().stream().map(FleetPage::group).toList())
        .and("picture", picture(fleet.picture()))
        .map();
  }

  static String picture(byte[] picture) {
    return Base64.getEncoder().encodeToString(picture);
  }

  private static Map<String, Object> group(Fleet.Group group) {
    return new Fields()
        .and("pool", group.pool())
        .and("zone", group.zone())
        .and("nodes", group.nodes().stream().map(Node::name).toList())
        .map();
  }

  /** The figures above the map; the same as long as nothing changes. */
  static Map<String, Object> summary(World world) {
    return new Fields()
        .and("pools", PoolPage.list(world))
        .and(
            "databases",
            world.databases().values().stream()
                .map(
                    database ->
                        new Fields()
                            .and("database", database.name())
                            .and(
                                "rpoAnyMillis",
                                database.newestSegment().map(BackupEvent::getRpoAnyMillis))
                            .and(
                                "segmentAtMicros",
                                database.newestSegment().map(BackupEvent::getAtMicros))
                            .and(
                                "ended",
                                database.chains().stream()
                                    .reduce((older, newer) -> newer)
                                    .flatMap(chain -> chain.ended()))
                            .map())
                .toList())
        .map();
  }

  /** All that is known of a node. */
  static Optional<Map<String, Object>> node(World world, String name) {
    return world.fleet().find(name).map(node -> evidence(world, node));
  }

  private static Map<String, Object> evidence(World world, Node node) {
    List<Placement> placements =
        world.placements().values().stream()
            .filter(p -> node.name().equals(p.getNode()) || node.name().equals(p.getMovingFrom()))
            .sorted(Comparator.comparing(Placement::getWorkload))
            .toList();
    return new Fields()
        .and("node", node.name())
        .and("pool", node.pool())
        .and("zone", node.zone())
        .and("profile", node.profile())
        .and("status", node.status())
        .and("beat", node.beat())
        .and("beatAtMillis", node.beatAtMillis() == 0 ? null : node.beatAtMillis())
        .and("sample", node.sample())
        .and("drain", node.drain())
        .and("maintenance", node.maintenance(world.fleet().nowMillis()))
        .and("placements", placements)
        .map();
  }
}
