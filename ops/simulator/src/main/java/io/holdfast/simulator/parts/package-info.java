/**
 * The product in the world: each part is the edge around the product's own domain classes, that
 * moves records, time and processes for them and decides nothing by itself. May depend on the
 * domains of the apps, on the generated records, on {@code world} and on {@code check}.
 */
package io.holdfast.simulator.parts;
