/** {@code holdfast decision} and {@code holdfast why}: what was decided, from what, and why. */
package io.holdfast.cli.decision;
