/**
 * The process: which chain is going on, what begins a new one, and who is started again after a
 * failure.
 */
package io.holdfast.backup.run;
