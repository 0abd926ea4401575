package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.PoolState;
import java.util.List;

/**
 * What one event brought.
 *
 * @param state the pool after it
 * @param effects in the order in which they are to be published
 * @param decisions that the trigger brought so far, in all pools
 * @param commands that the trigger brought so far, in all pools
 */
public record Decided(PoolState state, List<Effect> effects, int decisions, int commands) {
  public Decided {
    effects = List.copyOf(effects);
  }
}
