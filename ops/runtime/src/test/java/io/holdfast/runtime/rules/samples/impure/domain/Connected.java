package io.holdfast.runtime.rules.samples.impure.domain;

import org.apache.kafka.common.TopicPartition;

/** Breaks a rule: knows Kafka. */
record Connected(TopicPartition partition) {}
