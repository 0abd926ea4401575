/**
 * health-stream as processes in a real cluster, a fleet that beats and what is said of it: for this
 * module's own integration test and for the suites of faults.
 */
package io.holdfast.health.cluster;
