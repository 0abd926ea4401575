/**
 * Stores: where objects are kept. An object is complete or absent, is never changed, and two stores
 * that hold the same name hold the same bytes.
 */
package io.holdfast.backup.store;
