/**
 * The simulation: runs of a whole cluster from seeds, what came of them, and the least that breaks
 * a promise. {@code parts} moves the product's own domain classes, {@code world} is what they live
 * in, {@code fault} what befalls them, {@code check} what is held.
 */
package io.holdfast.simulator;
