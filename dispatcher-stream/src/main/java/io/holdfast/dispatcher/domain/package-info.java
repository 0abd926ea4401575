/**
 * The dispatcher's decisions: a fold of one pool's log. Read {@link
 * io.holdfast.dispatcher.domain.Decide} first.
 *
 * <p>Pure: {@code java.*}, the generated records, observed time and the packages below this one. No
 * clock, no randomness, no I/O; ordered collections, integers and {@code StrictMath} only, so the
 * same log gives the same decisions on any machine.
 */
package io.holdfast.dispatcher.domain;
