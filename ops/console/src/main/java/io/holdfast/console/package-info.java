/**
 * The web console: follows the topics and shows what they say. Reads only, unless its operator
 * enables actions; then it writes operations, as the command line does, and nothing else.
 */
package io.holdfast.console;
