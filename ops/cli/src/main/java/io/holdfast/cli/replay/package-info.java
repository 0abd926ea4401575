/**
 * The dispatcher's own fold, run here over its topics: to compare, and to see what would be done.
 * Depends on the dispatcher's {@code domain}; nothing is written.
 */
package io.holdfast.cli.replay;
