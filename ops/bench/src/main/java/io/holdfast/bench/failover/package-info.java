/** From the death of a node until its work is done elsewhere. */
package io.holdfast.bench.failover;
