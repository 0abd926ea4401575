/**
 * Judges: they see true time and everything that happens, and take no part in it. Each holds one
 * promise of the product and breaks the run off at the first breach.
 */
package io.holdfast.simulator.check;
