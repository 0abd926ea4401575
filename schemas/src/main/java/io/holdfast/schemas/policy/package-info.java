/**
 * Policies and breakers of pools: what holds where an operator has said nothing, and what decisions
 * tell of a breaker. Part of what the topics mean, so every app, the console and the command line
 * take it from here.
 *
 * <p>Pure. May depend on the generated records and on observed time's profiles.
 */
package io.holdfast.schemas.policy;
