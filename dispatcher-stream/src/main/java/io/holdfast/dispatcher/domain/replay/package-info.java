/**
 * The log folded once more, by the very same code, and held against what was decided then. Pure, as
 * all of the domain.
 */
package io.holdfast.dispatcher.domain.replay;
