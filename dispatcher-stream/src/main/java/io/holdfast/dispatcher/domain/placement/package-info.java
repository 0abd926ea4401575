/**
 * Where workloads go: a board of nodes and workloads as dense arrays, the hard constraints, the
 * strategies that score a node, and the search that evens load with few moves.
 *
 * <p>Pure: {@code java.*} and the generated records only. Deterministic: amounts are integers,
 * nodes and workloads stand in the order of their ids, ties go to the first.
 */
package io.holdfast.dispatcher.domain.placement;
