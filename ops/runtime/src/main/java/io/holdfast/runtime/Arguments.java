package io.holdfast.runtime;

import io.holdfast.runtime.config.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The command line of every process.
 *
 * @param purpose what to do; {@code RUN} unless a flag says otherwise
 */
record Arguments(Purpose purpose, Optional<Path> config, List<String> assignments) {

  enum Purpose {
    RUN,
    /** Load the configuration, print it, and end. */
    CHECK,
    /** Print all settings with their meaning. */
    REFERENCE,
    HELP
  }

  static final String USAGE =
      """
      usage: %s [--config FILE] [--set key.path=value]...
        --config FILE      settings in YAML
        --set KEY=VALUE    one setting, over the file and the environment; may be repeated
        --check-config     load and print the settings, start nothing
        --reference        print every setting with its type, default and meaning
      """;

  static Arguments parse(List<String> words) {
    Purpose purpose = Purpose.RUN;
    Optional<Path> config = Optional.empty();
    var assignments = new ArrayList<String>();
    Iterator<String> rest = words.iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      switch (word) {
        case "--help", "-h" -> purpose = Purpose.HELP;
        case "--check-config" -> purpose = Purpose.CHECK;
        case "--reference" -> purpose = Purpose.REFERENCE;
        case "--config" -> config = Optional.of(Path.of(value(word, rest)));
        case "--set" -> assignments.add(value(word, rest));
        default -> {
          if (word.startsWith("--config=")) {
            config = Optional.of(Path.of(word.substring("--config=".length())));
          } else if (word.startsWith("--set=")) {
            assignments.add(word.substring("--set=".length()));
          } else {
            throw new ConfigurationException(
                "unknown argument '%s': --help lists those there are".formatted(word));
          }
        }
      }
    }
    return new Arguments(purpose, config, List.copyOf(assignments));
  }

  private static String value(String flag, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new ConfigurationException("%s needs a value after it".formatted(flag));
    }
    return rest.next();
  }
}
