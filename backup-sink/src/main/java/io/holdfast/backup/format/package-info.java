/**
 * The objects of a chain as bytes, and where they lie. Drawn in FORMAT.md.
 *
 * <p>Knows the records, Avro and zstandard; no store and no network.
 */
package io.holdfast.backup.format;
