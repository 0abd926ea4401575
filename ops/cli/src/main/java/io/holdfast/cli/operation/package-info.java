/** What operators ask of a pool: written to the operations topic, each with a reason. */
package io.holdfast.cli.operation;
