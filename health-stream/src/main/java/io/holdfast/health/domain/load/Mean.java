package io.holdfast.health.domain.load;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Means of several resources over the samples of a window. */
final class Mean {

  private static final class Sum {
    double total;
    int count;
  }

  private final TreeMap<String, Sum> sums = new TreeMap<>();

  void add(Map<String, Double> sample) {
    sample.forEach(
        (resource, value) -> {
          Sum sum = sums.computeIfAbsent(resource, name -> new Sum());
          sum.total += value;
          sum.count++;
        });
  }

  /** By resource, in the order of their names. */
  TreeMap<String, Double> means() {
    var means = new TreeMap<String, Double>();
    sums.forEach((resource, sum) -> means.put(resource, sum.total / sum.count));
    return means;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeInt(sums.size());
    for (Map.Entry<String, Sum> each : sums.entrySet()) {
      out.writeUTF(each.getKey());
      out.writeDouble(each.getValue().total);
      out.writeInt(each.getValue().count);
    }
  }

  static Mean readFrom(DataInput in) throws IOException {
    var mean = new Mean();
    for (int left = in.readInt(); left > 0; left--) {
      var sum = new Sum();
      mean.sums.put(in.readUTF(), sum);
      sum.total = in.readDouble();
      sum.count = in.readInt();
    }
    return mean;
  }
}
