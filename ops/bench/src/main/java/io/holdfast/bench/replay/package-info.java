/** A replay of generated topics by the command line, measured. */
package io.holdfast.bench.replay;
