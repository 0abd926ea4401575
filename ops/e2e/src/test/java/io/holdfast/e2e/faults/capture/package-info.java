/** Capture and base under faults: whatever dies, the restored database is the source's. */
package io.holdfast.e2e.faults.capture;
