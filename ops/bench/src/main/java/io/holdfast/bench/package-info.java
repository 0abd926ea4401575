/**
 * Measurements. One class per bench; they share {@link io.holdfast.bench.Report} and {@link
 * io.holdfast.bench.Samples}. May depend on the apps' domain packages.
 */
package io.holdfast.bench;
