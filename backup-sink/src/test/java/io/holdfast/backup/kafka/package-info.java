/** Tests of kafka without a broker. */
package io.holdfast.backup.kafka;
