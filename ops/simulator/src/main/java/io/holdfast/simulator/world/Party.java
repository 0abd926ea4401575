package io.holdfast.simulator.world;

/**
 * Somebody who talks to Kafka: a machine, or a process of an app, with one connection to each
 * broker.
 */
public final class Party {

  private final String name;
  private final Link[] links = new Link[Kafka.BROKERS];
  private final long patience;

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

  Link link(int broker) {
    return links[broker];
  }
}
