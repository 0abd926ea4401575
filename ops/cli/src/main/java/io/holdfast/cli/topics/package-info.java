/** {@code holdfast topics}: the contract's topics on a cluster, created, compared and read. */
package io.holdfast.cli.topics;
