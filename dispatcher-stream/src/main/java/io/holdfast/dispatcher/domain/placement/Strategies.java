package io.holdfast.dispatcher.domain.placement;

import io.holdfast.records.PlacementStrategy;
import java.util.EnumMap;
import java.util.Map;

/** The strategy of each name. */
public final class Strategies {

  /** No node gets more than this share of the even count while hashing finds another. */
  private static final double BOUND = 1.25;

  private static final Map<PlacementStrategy, Strategy> BY_NAME =
      new EnumMap<>(PlacementStrategy.class);

  static {
    BY_NAME.put(PlacementStrategy.BALANCE, byUtilisation(Strategies::balance, Batch.EVENED));
    BY_NAME.put(
        PlacementStrategy.LEAST_LOADED, byUtilisation(Strategies::leastLoaded, Batch.AS_CHOSEN));
    BY_NAME.put(PlacementStrategy.ROUND_ROBIN, Strategies::roundRobin);
    BY_NAME.put(PlacementStrategy.WEIGHTED_ROUND_ROBIN, Strategies::weightedRoundRobin);
    BY_NAME.put(PlacementStrategy.HASH, Strategies::hash);
  }

  private Strategies() {}

  public static Strategy of(PlacementStrategy name) {
    return BY_NAME.get(name);
  }

  /** What becomes of a batch once each of it has its node. */
  private enum Batch {
    EVENED,
    AS_CHOSEN
  }

  private static Strategy byUtilisation(Strategy score, Batch batch) {
    return new Strategy() {
      @Override
      public double score(Board board, int workload, int node) {
        return score.score(board, workload, node);
      }

      @Override
      public boolean evens() {
        return batch == Batch.EVENED;
      }

      @Override
      public boolean followsUtilisation() {
        return true;
      }
    };
  }

  /**
   * The utilisation that the node would have; a nearly even choice falls to the one with less work.
   */
  private static double balance(Board board, int workload, int node) {
    return board.utilisationWith(workload, node) + 1e-9 * board.count(node);
  }

  private static double leastLoaded(Board board, int workload, int node) {
    return board.utilisation(node);
  }

  /** How far the node is from the one that had the last turn. */
  private static double roundRobin(Board board, int workload, int node) {
    return StrictMath.floorMod(node - board.turn() - 1, board.nodes());
  }

  /** Turns had so far by the node's share of the pool's capacity. */
  private static double weightedRoundRobin(Board board, int workload, int node) {
    double weight = board.weight(node);
    return weight == 0 ? Double.MAX_VALUE : (board.count(node) + 1) / weight;
  }

  /**
   * Rendezvous hashing (Thaler and Ravishankar 1998) with bounded loads (Mirrokni et al. 2018): the
   * node with the least hash that holds no more than {@link #BOUND} of its share.
   */
  private static double hash(Board board, int workload, int node) {
    double share = board.openShare() * BOUND;
    double hash = unit(Hash.of(board.load(workload).workload(), board.node(node)));
    return board.count(node) + 1 <= StrictMath.ceil(share) ? hash : 1 + board.count(node) + hash;
  }

  private static double unit(long hash) {
    return (hash >>> 11) * 0x1.0p-53;
  }
}
