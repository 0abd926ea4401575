/** Tests of seal. */
package io.holdfast.backup.seal;
