/** Reads the topics into the domain. Depends on Kafka's consumer. */
package io.holdfast.console.follow;
