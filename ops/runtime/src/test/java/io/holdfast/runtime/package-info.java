/** Lives of processes: in this one, and in a JVM of their own where signals and exits count. */
package io.holdfast.runtime;
