/**
 * The fold's state as bytes, entry by entry: what is in the store, in its changelog and in
 * snapshots. Depends on {@code domain} and on how the schemas cut snapshots.
 */
package io.holdfast.dispatcher.store;
