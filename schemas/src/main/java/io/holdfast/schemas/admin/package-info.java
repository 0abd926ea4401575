/**
 * The catalogue of topics made real: creating topics and subjects, and comparing what is with what
 * should be. May depend on Kafka's admin client, {@code io.holdfast.schemas} and {@code
 * io.holdfast.schemas.registry}.
 */
package io.holdfast.schemas.admin;
