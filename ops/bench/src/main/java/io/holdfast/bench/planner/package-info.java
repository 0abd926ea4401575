/** The dispatcher's planner and fold, measured. */
package io.holdfast.bench.planner;
