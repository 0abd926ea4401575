/**
 * The life of a process: arguments, configuration, start in order, readiness, orderly stop, exit
 * code.
 *
 * <p>An app's {@code Main} is one {@link io.holdfast.runtime.App}; its pieces are {@link
 * io.holdfast.runtime.Part}s. Depends on the configuration and http packages and on Kafka's client.
 */
package io.holdfast.runtime;
