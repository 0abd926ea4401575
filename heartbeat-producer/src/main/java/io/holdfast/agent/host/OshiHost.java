package io.holdfast.agent.host;

import java.util.Map;
import java.util.TreeMap;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;

/** Processors and memory by OSHI. Not thread-safe: each reading of load is since the one before. */
public final class OshiHost implements Host {

  private final CentralProcessor processor;
  private final GlobalMemory memory;
  private long[] ticks;

  public OshiHost() {
    var hardware = new SystemInfo().getHardware();
    processor = hardware.getProcessor();
    memory = hardware.getMemory();
    ticks = processor.getSystemCpuLoadTicks();
  }

  @Override
  public Map<String, Double> capacity() {
    return Map.of(
        "cpu", (double) processor.getLogicalProcessorCount(), "memory", (double) memory.getTotal());
  }

  @Override
  public long pageSize() {
    return memory.getPageSize();
  }

  @Override
  public Map<String, Double> used() {
    Map<String, Double> used = new TreeMap<>();
    double load = processor.getSystemCpuLoadBetweenTicks(ticks);
    ticks = processor.getSystemCpuLoadTicks();
    if (load >= 0 && load <= 1) {
      used.put("cpu", load * processor.getLogicalProcessorCount());
    }
    long available = memory.getAvailable();
    if (available >= 0 && available <= memory.getTotal()) {
      used.put("memory", (double) (memory.getTotal() - available));
    }
    return used;
  }
}
