/**
 * dispatcher-stream and health-stream as processes, nodes that speak the executors' protocol, and
 * faults. Judged by what is in the topics.
 */
package io.holdfast.e2e.faults.decisions;
