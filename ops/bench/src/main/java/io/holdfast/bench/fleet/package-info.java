/**
 * A fleet on one machine, of real processes: agents from their jar beside the apps from theirs, on
 * a sandbox. For benches of the whole, and for tests under faults.
 */
package io.holdfast.bench.fleet;
