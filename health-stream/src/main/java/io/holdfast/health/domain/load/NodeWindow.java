package io.holdfast.health.domain.load;

import io.holdfast.records.LoadSample;
import io.holdfast.records.WorkloadMean;
import io.holdfast.records.WorkloadUsage;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one node reported in the current window, and how long it has not. */
final class NodeWindow {

  private static final class Usage {
    long epoch;
    Mean mean = new Mean();
  }

  private long incarnation;
  private long sequence;
  private int silentWindows;
  private Mean utilisation = new Mean();
  private TreeMap<String, Usage> workloads = new TreeMap<>();
  private boolean reported;

  /** Takes a sample; one that is not newer than another is dropped. */
  void take(LoadSample sample) {
    boolean newer =
        sample.getIncarnation() > incarnation
            || sample.getIncarnation() == incarnation && sample.getSequence() > sequence;
    if (!newer) {
      return;
    }
    incarnation = sample.getIncarnation();
    sequence = sample.getSequence();
    reported = true;
    utilisation.add(sample.getUtilisation());
    for (WorkloadUsage usage : sample.getWorkloads()) {
      take(usage);
    }
  }

  /** Of two epochs of a workload the newer one counts. */
  private void take(WorkloadUsage sample) {
    Usage usage = workloads.computeIfAbsent(sample.getWorkload(), name -> new Usage());
    if (sample.getEpoch() > usage.epoch) {
      usage.epoch = sample.getEpoch();
      usage.mean = new Mean();
    }
    if (sample.getEpoch() == usage.epoch) {
      usage.mean.add(sample.getUsage());
    }
  }

  boolean hasReported() {
    return reported;
  }

  TreeMap<String, Double> utilisation() {
    return utilisation.means();
  }

  List<WorkloadMean> workloads() {
    var means = new ArrayList<WorkloadMean>(workloads.size());
    workloads.forEach(
        (workload, usage) ->
            means.add(new WorkloadMean(workload, usage.epoch, usage.mean.means())));
    return means;
  }

  /** Begins the next window; returns for how many it has been silent. */
  int next() {
    silentWindows = reported ? 0 : silentWindows + 1;
    reported = false;
    utilisation = new Mean();
    workloads = new TreeMap<>();
    return silentWindows;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeLong(incarnation);
    out.writeLong(sequence);
    out.writeInt(silentWindows);
    out.writeBoolean(reported);
    utilisation.writeTo(out);
    out.writeInt(workloads.size());
    for (Map.Entry<String, Usage> each : workloads.entrySet()) {
      out.writeUTF(each.getKey());
      out.writeLong(each.getValue().epoch);
      each.getValue().mean.writeTo(out);
    }
  }

  static NodeWindow readFrom(DataInput in) throws IOException {
    var node = new NodeWindow();
    node.incarnation = in.readLong();
    node.sequence = in.readLong();
    node.silentWindows = in.readInt();
    node.reported = in.readBoolean();
    node.utilisation = Mean.readFrom(in);
    for (int left = in.readInt(); left > 0; left--) {
      var usage = new Usage();
      node.workloads.put(in.readUTF(), usage);
      usage.epoch = in.readLong();
      usage.mean = Mean.readFrom(in);
    }
    return node;
  }
}
