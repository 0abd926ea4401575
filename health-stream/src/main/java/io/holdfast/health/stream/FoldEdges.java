package io.holdfast.health.stream;

import io.holdfast.health.config.StreamsConfig;

/**
 * What a fold needs of the world around it.
 *
 * @param store name of the store of its checkpoints
 * @param fold which fold it is, in the records of {@code snapshots}
 * @param topicIds of the input topics
 * @param reader of its topic's records
 * @param log reads records again after a restore
 */
record FoldEdges(
    String fold,
    String store,
    TopicIds topicIds,
    RecordReader reader,
    LogReader log,
    StreamsConfig config,
    HealthMetrics metrics) {

  CheckpointSchedule schedule(int partition, long observedNanos) {
    return new CheckpointSchedule(
        config.checkpointInterval(), config.commitInterval(), partition, observedNanos);
  }
}
