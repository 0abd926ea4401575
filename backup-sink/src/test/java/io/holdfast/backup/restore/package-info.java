/** Tests of restore. */
package io.holdfast.backup.restore;
