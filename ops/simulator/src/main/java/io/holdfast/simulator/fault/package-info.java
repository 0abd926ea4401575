/**
 * What goes wrong, as plain data: kinds of faults, a plan of them from a seed, and their text form.
 * Depends on {@code world} for chance only.
 */
package io.holdfast.simulator.fault;
