/**
 * A Kafka cluster and its registry, as the commands use them: reached once, read to the end,
 * followed, written to. Depends on the contract and on Kafka's clients; on no command.
 */
package io.holdfast.cli.cluster;
