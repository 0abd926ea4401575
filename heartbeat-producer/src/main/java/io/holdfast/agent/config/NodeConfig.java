package io.holdfast.agent.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.util.Map;

/** Who and where the node is. */
public record NodeConfig(
    @Describe("node id, unique in the cluster; key of all that the agent publishes") String id,
    @Describe("pool: the nodes that can stand in for each other") String pool,
    @Describe("zone: nodes that fail together") String zone,
    @Describe("rack; empty when not told") @Default("") String rack,
    @Describe("labels that workloads may require") Map<String, String> labels) {

  public NodeConfig {
    InvalidSetting.unless(Names.isValid(id), "id", id, Names.WORDS);
    InvalidSetting.unless(Names.isValid(pool), "pool", pool, Names.WORDS);
    InvalidSetting.unless(Names.isValid(zone), "zone", zone, Names.WORDS);
    InvalidSetting.unless(rack.isEmpty() || Names.isValid(rack), "rack", rack, Names.WORDS);
    labels = Map.copyOf(labels);
  }
}
