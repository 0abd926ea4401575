package io.holdfast.health.stream;

import io.holdfast.health.config.StreamsConfig;

/**
 * What a fold needs of the world around it.
 *
 * @param store name of the store of its checkpoints
 * @param deadLetters name of the sink for records that are not taken
 * @param reader of its topic's records
 * @param log reads records again after a restore
 */
record FoldEdges(
    String store,
    String deadLetters,
    RecordReader reader,
    LogReader log,
    StreamsConfig config,
    HealthMetrics metrics) {

  CheckpointSchedule schedule(int partition, long observedNanos) {
    return new CheckpointSchedule(
        config.checkpointInterval(), config.commitInterval(), partition, observedNanos);
  }
}
