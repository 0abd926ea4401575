/** The clusters that a person works with, by name. */
package io.holdfast.cli.context;
