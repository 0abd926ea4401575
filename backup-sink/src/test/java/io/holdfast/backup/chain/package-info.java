/** Tests of chain. */
package io.holdfast.backup.chain;
