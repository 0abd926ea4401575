/**
 * How good a failure detector is: generated arrival histories with known deaths, scored by the
 * measures of Chen, Toueg and Aguilera (On the Quality of Service of Failure Detectors, 2002).
 */
package io.holdfast.bench.quality;
