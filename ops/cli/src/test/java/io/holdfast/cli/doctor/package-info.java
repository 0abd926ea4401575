/** Tests of what is looked at when a cluster is checked. */
package io.holdfast.cli.doctor;
