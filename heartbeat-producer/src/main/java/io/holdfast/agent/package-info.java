/**
 * The agent: it reads the host, supervises the node's workloads, publishes, and reconciles to its
 * assignment. This package puts the parts together; rules are in {@code domain}, everything that
 * touches the outside is in the packages beside it.
 */
package io.holdfast.agent;
