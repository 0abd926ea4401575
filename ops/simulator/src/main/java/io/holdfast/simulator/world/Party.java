package io.holdfast.simulator.world;

import java.util.Arrays;

/**
 * Somebody who talks to Kafka: a machine, or a process of an app, with one connection to each
 * broker.
 */
public final class Party {

  private final String name;
  private final Link[] links = new Link[Kafka.BROKERS];
  private final long patience;
  private long[] unknownUntil = new long[32];

  Party(String name, long patience) {
    this.name = name;
    this.patience = patience;
    for (int broker = 0; broker < links.length; broker++) {
      links[broker] = new Link();
    }
  }

  public String name() {
    return name;
  }

  /** How long it may take to find a broker again, at most, nanoseconds. */
  long patience() {
    return patience;
  }

  /** It must find the leader of a partition anew, and will have by then. */
  void loses(int log, long until) {
    if (log >= unknownUntil.length) {
      unknownUntil = Arrays.copyOf(unknownUntil, 2 * log);
    }
    unknownUntil[log] = until;
  }

  /** Whether it knows who leads the partition. */
  boolean finds(int log, long now) {
    return log >= unknownUntil.length || now >= unknownUntil[log];
  }

  Link link(int broker) {
    return links[broker];
  }
}
