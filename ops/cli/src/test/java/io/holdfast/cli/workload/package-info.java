/** Tests of what may be declared. */
package io.holdfast.cli.workload;
