/** Tests of store. */
package io.holdfast.backup.store;
