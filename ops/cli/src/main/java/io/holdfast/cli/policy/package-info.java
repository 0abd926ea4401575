/**
 * {@code holdfast policy} and {@code holdfast breaker}: how a pool is judged, what may be done
 * about it, and when a wave of deaths is not trusted.
 */
package io.holdfast.cli.policy;
