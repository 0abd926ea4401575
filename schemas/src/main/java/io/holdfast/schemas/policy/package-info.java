/**
 * What holds for a pool whose operator has said nothing: part of what the topics mean, so every app
 * and the command line take it from here.
 *
 * <p>Pure. May depend on the generated records and on observed time's profiles.
 */
package io.holdfast.schemas.policy;
