/** Tests of how a cluster is reached and read. */
package io.holdfast.cli.cluster;
