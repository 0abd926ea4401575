package io.holdfast.sandbox;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** {@code ops/holdfast sandbox}: runs a sandbox until Ctrl-C. */
public final class SandboxMain {

  static final String USAGE =
      """
      usage: holdfast sandbox [--brokers N] [--keep DIR] [--no-kafka] [--no-registry] [--no-postgres]

      Runs Kafka, a schema registry and PostgreSQL on free ports of 127.0.0.1 until Ctrl-C.

        --brokers N     nodes of the Kafka cluster, each a process (1)
        --keep DIR      keep the data in DIR, and go on with what is there; else it is deleted in the end
        --no-kafka, --no-registry, --no-postgres
                        without this part
      """;

  private static final int WRONG_USAGE = 2;

  private SandboxMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (Arrays.asList(arguments).contains("--help")) {
      System.out.print(USAGE);
      return;
    }
    SandboxPlan plan;
    try {
      plan = plan(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      System.exit(WRONG_USAGE);
      return;
    }
    try {
      print(Sandbox.start(plan), System.out);
    } catch (SandboxException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    new CountDownLatch(1).await();
  }

  static SandboxPlan plan(String... arguments) {
    var parts = EnumSet.allOf(Part.class);
    int brokers = 1;
    Optional<Path> keep = Optional.empty();
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      switch (argument) {
        case "--brokers" -> brokers = count(valueOf(argument, rest));
        case "--keep" -> keep = Optional.of(Path.of(valueOf(argument, rest)));
        case "--no-kafka" -> parts.remove(Part.BROKER);
        case "--no-registry" -> parts.remove(Part.REGISTRY);
        case "--no-postgres" -> parts.remove(Part.POSTGRES);
        default -> throw new IllegalArgumentException("sandbox does not know " + argument);
      }
    }
    var plan = SandboxPlan.of(parts.toArray(Part[]::new)).withBrokerProcesses(brokers);
    return keep.map(plan::keptIn).orElse(plan);
  }

  private static String valueOf(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " wants a value");
    }
    return rest.next();
  }

  private static int count(String text) {
    try {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= 9) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--brokers wants a number from 1 to 9, not " + text, e);
    }
    throw new IllegalArgumentException("--brokers wants a number from 1 to 9, not " + text);
  }

  private static void print(Sandbox sandbox, PrintStream out) {
    SandboxAddresses addresses = sandbox.publishAddresses();
    out.println("Kafka       " + addresses.bootstrapServers().orElse("not started"));
    out.println("registry    " + addresses.registryUrl().orElse("not started"));
    out.println("PostgreSQL  " + addresses.postgresUrl().orElse("not started"));
    out.println("data        " + sandbox.directory());
    sandbox.pids().forEach((name, pid) -> out.println("process     " + pid + " " + name));
    out.println();
    out.println("ops/holdfast finds this sandbox by itself; for everything else:");
    addresses
        .bootstrapServers()
        .ifPresent(servers -> out.println("  export HOLDFAST_KAFKA_BOOTSTRAP_SERVERS=" + servers));
    addresses.registryUrl().ifPresent(url -> out.println("  export HOLDFAST_REGISTRY_URL=" + url));
    out.println();
    out.println("Ctrl-C ends it.");
    out.flush();
  }
}
