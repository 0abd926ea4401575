package io.holdfast.simulator.parts;

import io.holdfast.schemas.time.Profile;

/** What an operator configured for an agent; changes take effect when it is started again. */
final class AgentSettings {

  private long leaseMillis;

  AgentSettings(Profile profile) {
    leaseMillis = profile.lease().toMillis();
  }

  AgentSettings copy() {
    var copy = new AgentSettings(Profile.DEFAULT);
    copy.leaseMillis = leaseMillis;
    return copy;
  }

  long leaseMillis() {
    return leaseMillis;
  }

  void leaseMillis(long millis) {
    leaseMillis = millis;
  }
}
