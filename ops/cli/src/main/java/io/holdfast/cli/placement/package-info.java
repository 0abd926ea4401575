/** {@code holdfast placement}: where workloads are. */
package io.holdfast.cli.placement;
