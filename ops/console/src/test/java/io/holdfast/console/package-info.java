/** The console as its users meet it. */
package io.holdfast.console;
