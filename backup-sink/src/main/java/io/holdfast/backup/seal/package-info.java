/**
 * Encryption: what keeps the content of objects from those who have a store but not the keys.
 * Hashes are over what is stored, so that verifying needs no key.
 */
package io.holdfast.backup.seal;
