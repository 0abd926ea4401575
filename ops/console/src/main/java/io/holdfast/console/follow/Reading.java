package io.holdfast.console.follow;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import java.util.ArrayList;
import java.util.List;

/**
 * Which topics are followed, and from where.
 *
 * @param topic what is read
 * @param from where its reading begins
 */
record Reading(Topic<String, ?> topic, From from) {

  enum From {
    /** What holds until it is taken back, however old: the oldest record kept. */
    BEGINNING,
    /** What happened: as far back as is configured, and the newest records in any case. */
    HISTORY,
    /** What comes each second from each node: from now on. */
    NOW
  }

  /** All that every installation has. */
  static List<Reading> of(Topics topics) {
    var readings = new ArrayList<Reading>();
    for (Topic<String, ?> topic :
        List.of(
            topics.nodes(),
            topics.nodeStatus(),
            topics.placements(),
            topics.policies(),
            topics.operations(),
            topics.decisions())) {
      readings.add(new Reading(topic, From.BEGINNING));
    }
    for (Topic<String, ?> topic :
        List.of(
            topics.failoverCommands(),
            topics.rebalanceCommands(),
            topics.commandResults(),
            topics.loadBalance(),
            topics.backupEvents())) {
      readings.add(new Reading(topic, From.HISTORY));
    }
    for (Topic<String, ?> topic : List.of(topics.heartbeats(), topics.loadSamples())) {
      readings.add(new Reading(topic, From.NOW));
    }
    return readings;
  }
}
