package io.holdfast.backup.chain;

/**
 * Something that is wrong with what a store holds.
 *
 * @param store name of the store
 * @param object name of the object below the chain's directory; empty for the chain as a whole
 * @param sentence what is wrong
 */
public record Finding(String store, String object, String sentence) {}
