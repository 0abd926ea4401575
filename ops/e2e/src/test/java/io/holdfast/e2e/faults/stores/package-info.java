/**
 * A backup in two stores under load, while stores, Kafka, registry and database go away, a disk
 * fills up, and the processes of backup and restore are killed.
 */
package io.holdfast.e2e.faults.stores;
