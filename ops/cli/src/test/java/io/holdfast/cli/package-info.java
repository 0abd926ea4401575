/** Tests of the command line as a whole, against a sandbox. */
package io.holdfast.cli;
