package io.holdfast.cli.shell;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the sandbox or demo that runs on this machine is. */
record SandboxAddress(String bootstrap, String registry, Path file) {

  static Optional<SandboxAddress> ofRunning(Map<String, String> environment) {
    return Optional.empty();
  }
}
