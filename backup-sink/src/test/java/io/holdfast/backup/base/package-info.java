/** Tests of base. */
package io.holdfast.backup.base;
