/** Tests of check. */
package io.holdfast.backup.check;
