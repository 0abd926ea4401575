/** Tests of the meaning of a backup, without any edge. */
package io.holdfast.backup.domain;
