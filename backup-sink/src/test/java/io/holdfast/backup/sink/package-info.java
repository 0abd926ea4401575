/** Tests of the sink without Kafka. */
package io.holdfast.backup.sink;
