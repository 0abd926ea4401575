package io.holdfast.cli.shell;

import java.util.Collection;
import java.util.List;

/** Ids as people type them: whole, or as much as only one begins with. */
public final class Names {

  private static final int MOST_SHOWN = 5;

  private Names() {}

  /**
   * The id that is meant.
   *
   * @param hint what shows the ids there are, a command
   * @throws Failure with {@link ExitCode#NOT_FOUND} when none or several begin so
   */
  public static String meant(String kind, String given, Collection<String> known, String hint) {
    if (known.contains(given)) {
      return given;
    }
    List<String> begun = known.stream().filter(id -> id.startsWith(given)).sorted().toList();
    if (begun.size() == 1) {
      return begun.get(0);
    }
    throw new Failure(
        ExitCode.NOT_FOUND,
        begun.isEmpty()
            ? "There is no %s %s: `%s` shows those there are.".formatted(kind, given, hint)
            : "%s begins %d of them: %s%s"
                .formatted(
                    given,
                    begun.size(),
                    String.join(", ", begun.subList(0, Math.min(MOST_SHOWN, begun.size()))),
                    begun.size() > MOST_SHOWN ? ", …" : ""));
  }
}
