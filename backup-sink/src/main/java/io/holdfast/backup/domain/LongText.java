package io.holdfast.backup.domain;

/**
 * A field that is too long to be held: it lies aside, and this stands for it.
 *
 * @param sha256 hash of the field as COPY writes it, in hexadecimal
 */
public record LongText(String sha256) {}
