package io.holdfast.agent.host;

import io.holdfast.records.GpuSample;
import java.util.List;

/** The machine's GPUs. */
public interface Gpus {

  /**
   * One entry a device; a reading that the driver does not give is null. Empty: none, or unread.
   */
  List<GpuSample> read();

  /** A machine without. */
  static Gpus none() {
    return List::of;
  }
}
