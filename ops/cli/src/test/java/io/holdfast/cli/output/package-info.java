/** Tests of how answers look. */
package io.holdfast.cli.output;
