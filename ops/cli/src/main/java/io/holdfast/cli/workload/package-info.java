/** {@code holdfast workload}: what shall run, declared in files and written to the topics. */
package io.holdfast.cli.workload;
