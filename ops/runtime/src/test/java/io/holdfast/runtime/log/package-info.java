/** The exact lines of a log. */
package io.holdfast.runtime.log;
