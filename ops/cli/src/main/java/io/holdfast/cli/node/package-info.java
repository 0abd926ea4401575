/** {@code holdfast node}: the fleet, one node in full, and what an operator may ask of a node. */
package io.holdfast.cli.node;
