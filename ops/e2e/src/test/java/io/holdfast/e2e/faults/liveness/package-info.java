/**
 * health-stream's jar under everything that may happen to it, to the broker and to the fleet: who
 * died is found, nobody else is, and a fold over the log comes to the very same verdicts.
 */
package io.holdfast.e2e.faults.liveness;
