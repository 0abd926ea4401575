package io.holdfast.bench.liveness;

import io.holdfast.health.stream.InputTopics;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** Broker, registry and health-stream as processes on this machine, while a fleet beats. */
final class LiveWorld implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Sandbox sandbox;
  private final Topics topics = Topics.withPrefix("live.");
  private final List<ChildProcess> instances = new ArrayList<>();

  LiveWorld() {
    sandbox =
        Sandbox.start(
            SandboxPlan.of(Part.BROKER, Part.REGISTRY)
                .withBrokerProcess()
                // Kafka's own default, which bounds how soon a dead instance is noticed.
                .withBrokerSetting("group.min.session.timeout.ms", "6000"));
    try (Admin admin = Admin.create(clients())) {
      new TopicAdmin(admin, SchemaRegistry.from(registry()), Durability.SANDBOX)
          .create(
              Stream.concat(InputTopics.of(topics).stream(), Stream.of(topics.assignments()))
                  .toList());
    }
  }

  Topics topics() {
    return topics;
  }

  Map<String, Object> clients() {
    return Map.of("bootstrap.servers", sandbox.bootstrapServers(), "enable.metrics.push", false);
  }

  Map<String, Object> registry() {
    return Map.of("schema.registry.url", sandbox.registryUrl());
  }

  String bootstrapServers() {
    return sandbox.bootstrapServers();
  }

  String registryUrl() {
    return sandbox.registryUrl();
  }

  /** An instance with its own defaults, and the JVM's settings of its README. */
  ChildProcess startHealthStream(String name) {
    ChildProcess instance =
        ChildProcess.java("io.holdfast.health.Main")
            .jvmOptions("-Xmx1g", "-Xmn512m", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages")
            .arguments("--set", "kafka.bootstrap-servers=" + bootstrapServers())
            .arguments("--set", "kafka.topic-prefix=" + topics.prefix())
            .arguments("--set", "registry.url=" + registryUrl())
            .arguments("--set", "http.port=0")
            .arguments("--set", "streams.state-directory=" + sandbox.directory().resolve(name))
            .start(name, sandbox.directory().resolve(name + ".log"));
    instances.add(instance);
    return instance;
  }

  /** A process of this JVM's class path that logs beside the others. */
  ChildProcess start(String name, Class<?> main, String heap, String... arguments) {
    ChildProcess process =
        ChildProcess.java(main.getName())
            .jvmOptions(
                "-Xmx" + heap, "-Xss256k", "-XX:+UseSerialGC", "-XX:+UseTransparentHugePages")
            .arguments(arguments)
            .start(name, sandbox.directory().resolve(name + ".log"));
    instances.add(process);
    return process;
  }

  /** Processor time that the broker has used. */
  Duration brokerCpu() {
    return sandbox.broker().pids().values().stream()
        .map(LiveWorld::cpu)
        .reduce(Duration.ZERO, Duration::plus);
  }

  static Duration cpu(long pid) {
    return ProcessHandle.of(pid).flatMap(p -> p.info().totalCpuDuration()).orElse(Duration.ZERO);
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("not within " + PATIENCE + ": " + what);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Override
  public void close() {
    instances.forEach(ChildProcess::kill);
    sandbox.close();
  }
}
