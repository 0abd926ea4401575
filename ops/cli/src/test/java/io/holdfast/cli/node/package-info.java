/** Tests of what is said about nodes. */
package io.holdfast.cli.node;
