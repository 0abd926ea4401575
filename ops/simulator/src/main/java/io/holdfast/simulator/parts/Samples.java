package io.holdfast.simulator.parts;

import io.holdfast.records.LoadSample;
import io.holdfast.records.WorkloadUsage;
import io.holdfast.simulator.world.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Load samples of one agent: what its workloads use, each as much as its name says. */
final class Samples {

  private static final double CAPACITY = 16;

  private final Parts parts;
  private final Machine machine;
  private long sequence;

  Samples(Parts parts, Machine machine) {
    this.parts = parts;
    this.machine = machine;
  }

  void send(long incarnation) {
    Log loads = parts.topics().loads;
    List<WorkloadUsage> usages = new ArrayList<>();
    double sum = 0.2;
    for (Cage cage : machine.all()) {
      if (cage.lives()) {
        String workload = cage.grant().workload();
        double used = 0.8 + Math.floorMod(workload.hashCode(), 5) * 0.1;
        usages.add(new WorkloadUsage(workload, cage.grant().epoch(), Map.of("cpu", used)));
        sum += used;
      }
    }
    var sample =
        new LoadSample(
            machine.node(),
            Parts.POOL,
            incarnation,
            ++sequence,
            machine.wallMillis(),
            Map.of("cpu", Math.min(1, sum / CAPACITY)),
            List.of(),
            usages);
    parts
        .kafka()
        .ask(
            machine.party(),
            loads,
            0,
            () -> parts.kafka().append(loads, machine.node(), sample, null),
            null);
  }
}
