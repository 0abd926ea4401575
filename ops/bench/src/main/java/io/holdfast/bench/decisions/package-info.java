/**
 * dispatcher-stream, measured: its fold, its latency, and how soon it decides again when killed.
 */
package io.holdfast.bench.decisions;
