package io.holdfast.agent.driver;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds what a command would execute, so that what is missing can be said before it is tried. */
final class Executable {

  private Executable() {}

  /**
   * Why the program cannot be executed; empty when it can.
   *
   * @param directory where it would run
   * @param searchPath value of PATH, for programs named without a slash
   */
  static Optional<String> complaint(String program, Path directory, String searchPath) {
    if (!Files.isDirectory(directory)) {
      return Optional.of("working directory " + directory + " does not exist");
    }
    if (!program.contains("/")) {
      return find(program, searchPath).isPresent()
          ? Optional.empty()
          : Optional.of(program + " is not in " + searchPath);
    }
    Path file = directory.resolve(program);
    if (!Files.exists(file)) {
      return Optional.of(program + " does not exist");
    }
    return isExecutable(file) ? Optional.empty() : Optional.of(program + " is not executable");
  }

  static Optional<Path> find(String program, String searchPath) {
    for (String directory : searchPath.split(File.pathSeparator)) {
      Path file = Path.of(directory.isEmpty() ? "." : directory).resolve(program);
      if (isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static boolean isExecutable(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
