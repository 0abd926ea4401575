/** Tests of format. */
package io.holdfast.backup.format;
