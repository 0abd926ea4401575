/**
 * What is common to the folds over a partition. Pure: {@code java.*}, the generated records and
 * observed time; no Kafka, no clock, no I/O.
 */
package io.holdfast.health.domain;
