/** Tests of barrier. */
package io.holdfast.backup.barrier;
