package io.holdfast.runtime.rules.samples.impure;

import io.holdfast.runtime.rules.samples.pure.Neighbour;

/** Breaks a rule: knows another app. */
record Nosy(Neighbour neighbour) {}
