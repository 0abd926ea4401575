/**
 * How workloads are run: drivers that launch and halt them, probes that ask whether they serve, and
 * the sweep of what a killed agent left behind.
 */
package io.holdfast.agent.driver;
