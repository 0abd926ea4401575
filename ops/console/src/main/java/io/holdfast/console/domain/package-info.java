/**
 * What the topics say, folded into what the page shows: nodes as tiles, pools over time, moves,
 * decisions, backups. Pure: knows records, no Kafka, no clock, no HTTP.
 */
package io.holdfast.console.domain;
