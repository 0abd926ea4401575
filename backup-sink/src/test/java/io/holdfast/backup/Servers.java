package io.holdfast.backup;

import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The broker and the PostgreSQL that most tests of this JVM share: starting them takes longer than
 * most tests. Every test has a database of its own there.
 */
final class Servers implements AutoCloseable {

  private final Sandbox sandbox = Sandbox.start(Part.BROKER, Part.POSTGRES);

  private Servers() {}

  /** Started by the first who asks, closed after the last test. */
  static Sandbox of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(Servers.class, key -> new Servers(), Servers.class)
        .sandbox;
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
