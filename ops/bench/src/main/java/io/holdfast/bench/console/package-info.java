/** What the web console costs, and how smooth it is. */
package io.holdfast.bench.console;
