package io.holdfast.runtime.rules.samples.pure;

/** Belongs to one app. */
public record Neighbour() {}
