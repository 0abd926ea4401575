package io.holdfast.runtime.rules.samples.impure.domain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Breaks a rule: touches a disk. */
record Stored(String name) {

  String read() throws IOException {
    return Files.readString(Path.of(name));
  }
}
