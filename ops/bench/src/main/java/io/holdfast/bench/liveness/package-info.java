/** What judging costs: heap, time and pauses of the fold, and throughput of the whole app. */
package io.holdfast.bench.liveness;
