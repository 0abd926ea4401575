/** Checks a cluster end to end, and says how to mend what it finds. */
package io.holdfast.cli.doctor;
