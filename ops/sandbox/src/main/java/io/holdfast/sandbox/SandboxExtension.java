package io.holdfast.sandbox;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A sandbox for the tests of a class: {@code @RegisterExtension static final SandboxExtension
 * sandbox = …}.
 *
 * <p>{@link #with} shares one part of each kind among all test classes of the JVM, started when
 * first needed: topics and databases need names of their own. {@link #ofItsOwn} starts parts for
 * one class, which may stop and kill them.
 */
public final class SandboxExtension implements BeforeAllCallback, AfterAllCallback {

  private static final Map<Part, Sandbox> shared = new HashMap<>();

  private final SandboxPlan plan;
  private final Sharing sharing;
  private Sandbox own;

  private enum Sharing {
    ALL_CLASSES,
    ONE_CLASS
  }

  private SandboxExtension(SandboxPlan plan, Sharing sharing) {
    this.plan = plan;
    this.sharing = sharing;
  }

  public static SandboxExtension with(Part... parts) {
    return new SandboxExtension(SandboxPlan.of(parts), Sharing.ALL_CLASSES);
  }

  public static SandboxExtension ofItsOwn(SandboxPlan plan) {
    return new SandboxExtension(plan, Sharing.ONE_CLASS);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (sharing == Sharing.ONE_CLASS) {
      own = Sandbox.start(plan);
    } else {
      plan.parts().parallelStream().forEach(SandboxExtension::share);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (own != null) {
      own.close();
    }
  }

  private static void share(Part part) {
    synchronized (part) {
      if (sharedOrNull(part) == null) {
        Sandbox started = Sandbox.start(part);
        synchronized (shared) {
          shared.put(part, started);
        }
      }
    }
  }

  private static Sandbox sharedOrNull(Part part) {
    synchronized (shared) {
      return shared.get(part);
    }
  }

  private Sandbox holding(Part part) {
    if (!plan.parts().contains(part)) {
      throw new IllegalStateException("these tests did not ask for " + part);
    }
    return own != null ? own : sharedOrNull(part);
  }

  public String bootstrapServers() {
    return holding(Part.BROKER).bootstrapServers();
  }

  public String registryUrl() {
    return holding(Part.REGISTRY).registryUrl();
  }

  public Broker broker() {
    return holding(Part.BROKER).broker();
  }

  /** The broker as a process; an error unless the plan says so. */
  public BrokerProcess brokerProcess() {
    return holding(Part.BROKER).brokerProcess();
  }

  public Registry registry() {
    return holding(Part.REGISTRY).registry();
  }

  public Postgres postgres() {
    return holding(Part.POSTGRES).postgres();
  }
}
