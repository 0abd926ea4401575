/**
 * The contract between the parts of Holdfast, and with everybody else: which topics there are and
 * what is in them. Start at {@link io.holdfast.schemas.Topics}.
 *
 * <p>May depend on Kafka's clients, Avro and the generated records; on no other module.
 */
package io.holdfast.schemas;
