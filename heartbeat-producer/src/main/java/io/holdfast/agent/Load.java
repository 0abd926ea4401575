package io.holdfast.agent;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.config.Amount;
import io.holdfast.agent.config.SampleConfig.Source;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.host.Gpus;
import io.holdfast.agent.host.Host;
import io.holdfast.agent.host.LoadReading;
import io.holdfast.agent.host.Root;
import io.holdfast.records.GpuSample;
import io.holdfast.records.LoadSample;
import io.holdfast.records.WorkloadUsage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the node has, and how much of it is in use. Sampled on one thread. */
final class Load {

  private final AgentConfig config;
  private final LongSupplier incarnation;
  private final Host host;
  private final Gpus gpus;
  private final Supplier<Map<Grant, Root>> running;
  private final LoadReading<Grant> workloads;

  /**
   * @param incarnation the present one
   * @param running the first process of each workload that runs
   */
  Load(
      AgentConfig config,
      LongSupplier incarnation,
      Host host,
      Gpus gpus,
      Supplier<Map<Grant, Root>> running) {
    this.config = config;
    this.incarnation = incarnation;
    this.host = host;
    this.gpus = gpus;
    this.running = running;
    this.workloads = new LoadReading<>(host.pageSize(), System.nanoTime());
  }

  /** What workloads may use: what the host has, unless the configuration says otherwise. */
  Map<String, Double> capacity() {
    Map<String, Double> capacity = new TreeMap<>(host.capacity());
    int devices = gpus.read().size();
    if (devices > 0) {
      capacity.put("gpu", (double) devices);
    }
    for (Map.Entry<String, Amount> amount : config.capacity().entrySet()) {
      capacity.put(amount.getKey(), amount.getValue().value());
    }
    return capacity;
  }

  LoadSample sample(long sequence) {
    Map<Grant, Map<String, Double>> usage = workloads.read(running.get(), System.nanoTime());
    Map<String, Double> hostUse = host.used();
    List<GpuSample> devices = gpus.read();
    Map<String, Double> used =
        config.samples().source() == Source.HOST ? hostUse : sum(usage.values());
    return new LoadSample(
        config.node().id(),
        config.node().pool(),
        incarnation.getAsLong(),
        sequence,
        System.currentTimeMillis(),
        utilisation(used, devices),
        devices,
        usages(usage));
  }

  private Map<String, Double> utilisation(Map<String, Double> used, List<GpuSample> devices) {
    Map<String, Double> utilisation = new TreeMap<>();
    Map<String, Double> has = host.capacity();
    used.forEach(
        (resource, amount) -> {
          Amount configured = config.capacity().get(resource);
          Double capacity = configured == null ? has.get(resource) : (Double) configured.value();
          if (capacity != null && capacity > 0) {
            utilisation.put(resource, amount / capacity);
          }
        });
    boolean known = devices.stream().allMatch(gpu -> gpu.getUtilisation() != null);
    if (!devices.isEmpty() && known) {
      utilisation.put(
          "gpu", devices.stream().mapToDouble(GpuSample::getUtilisation).average().orElseThrow());
    }
    return utilisation;
  }

  private static Map<String, Double> sum(Iterable<Map<String, Double>> usages) {
    Map<String, Double> sum = new TreeMap<>(Map.of("cpu", 0.0, "memory", 0.0));
    usages.forEach(usage -> usage.forEach((name, amount) -> sum.merge(name, amount, Double::sum)));
    return sum;
  }

  private static List<WorkloadUsage> usages(Map<Grant, Map<String, Double>> usage) {
    List<WorkloadUsage> usages = new ArrayList<>();
    usage.forEach(
        (grant, used) -> usages.add(new WorkloadUsage(grant.workload(), grant.epoch(), used)));
    usages.sort(Comparator.comparing(WorkloadUsage::getWorkload));
    return usages;
  }
}
