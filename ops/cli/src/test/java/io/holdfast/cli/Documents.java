package io.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents that people read, and the commands in them. */
final class Documents {

  private static final Path OPS = Path.of("..");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  private Documents() {}

  /** All pages but the generated ones. */
  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(OPS.resolve("../README.md")));
    for (String folder : List.of("docs", "runbooks")) {
      try (Stream<Path> files = Files.list(OPS.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  /** Commands of the page in blocks of code, without the launcher's own. */
  static List<String> commands(Path page) throws IOException {
    return commands(Files.readAllLines(page));
  }

  /** The same in some lines of a page. */
  static List<String> commands(List<String> lines) {
    return lines.stream()
        .map(String::strip)
        .map(line -> line.replaceFirst("^(ops/)?holdfast ", "holdfast "))
        .filter(line -> line.startsWith("holdfast "))
        .map(line -> line.substring("holdfast ".length()).replaceFirst("\\s+#.*", ""))
        .filter(line -> !line.matches("(sandbox|demo|console|kafka|bench)\\b.*"))
        .toList();
  }

  /** Text of the blocks of that language, in order. */
  static List<String> blocks(Path page, String language) throws IOException {
    Matcher matcher =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(page));
    return matcher.results().map(result -> result.group(1)).toList();
  }

  /** As a shell splits them. */
  static List<String> words(String command) {
    return WORD.matcher(command)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toList();
  }
}
