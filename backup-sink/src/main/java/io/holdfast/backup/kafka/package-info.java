/** Kafka as this module uses it: one writer a topic, transactions, readers of what is committed. */
package io.holdfast.backup.kafka;
