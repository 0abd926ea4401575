/**
 * Policies, breakers and standings: what holds where an operator has said nothing, what decisions
 * tell of a pool's breaker, and what operations tell of a node. Part of what the topics mean, so
 * every app, the console and the command line take it from here.
 *
 * <p>Pure. May depend on the generated records and on observed time's profiles.
 */
package io.holdfast.schemas.policy;
