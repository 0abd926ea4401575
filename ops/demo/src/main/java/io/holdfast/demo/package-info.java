/**
 * The story of the system, told on real processes: {@code holdfast demo}. Start at {@link
 * io.holdfast.demo.Story}; each chapter is a class of its own that acts, waits for what must
 * follow, and says what it measured.
 *
 * <p>Sees the system as any user does: by its topics, its processes and its command-line API.
 */
package io.holdfast.demo;
