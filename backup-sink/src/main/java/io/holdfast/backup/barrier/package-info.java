/** Barriers: states of the source that a restore can be compared with. */
package io.holdfast.backup.barrier;
