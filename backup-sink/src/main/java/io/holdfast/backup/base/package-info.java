/** The base: all tables as they were at one position of the log, where a chain begins. */
package io.holdfast.backup.base;
