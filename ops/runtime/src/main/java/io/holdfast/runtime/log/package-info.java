/**
 * How a process writes its log: one line an event, as text for people or as JSON for machines.
 *
 * <p>Found by logback through its service file; nothing calls it. Depends on logback only.
 */
package io.holdfast.runtime.log;
