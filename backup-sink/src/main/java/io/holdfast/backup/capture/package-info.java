/**
 * Capture: the database's log becomes records of {@code changes.<db>}. Our own source connector
 * runs in Debezium's embedded engine; the slot is confirmed only after Kafka acknowledged.
 */
package io.holdfast.backup.capture;
