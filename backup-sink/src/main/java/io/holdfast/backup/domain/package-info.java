/**
 * What a backup means: the log of a database, its transactions and their links, and the fold that
 * turns a base and a log into rows.
 *
 * <p>Pure: {@code java.*} and the generated records only. No Kafka, no database, no file, no clock.
 */
package io.holdfast.backup.domain;
