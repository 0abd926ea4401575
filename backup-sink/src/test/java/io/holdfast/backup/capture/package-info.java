/** Tests of capture. */
package io.holdfast.backup.capture;
