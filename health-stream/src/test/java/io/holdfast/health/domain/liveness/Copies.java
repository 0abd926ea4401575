package io.holdfast.health.domain.liveness;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Liveness as a restart leaves it. */
final class Copies {

  private Copies() {}

  static Liveness restarted(Liveness liveness, LivenessSettings settings) {
    try {
      var again = new Liveness(FleetLog.PARTITION, settings);
      again.readFrom(new DataInputStream(new ByteArrayInputStream(bytes(liveness))));
      return again;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(Liveness liveness) throws IOException {
    var bytes = new ByteArrayOutputStream();
    liveness.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
