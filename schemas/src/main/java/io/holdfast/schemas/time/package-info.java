/**
 * Observed time: what the pulses in a log prove to have passed while somebody was looking. Depends
 * on {@code java.*} alone; part of what the topics mean, so every application that judges silence
 * uses this one.
 */
package io.holdfast.schemas.time;
