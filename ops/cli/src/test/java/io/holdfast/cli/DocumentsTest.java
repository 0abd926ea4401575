package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.holdfast.cli.shell.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentsTest {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  static List<Path> pages() throws IOException {
    return Documents.pages();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandInItIsOne(Path page) throws IOException {
    for (String command : Documents.commands(page)) {
      var commandLine =
          Holdfast.on(
              new Terminal(
                  new PrintWriter(Writer.nullWriter()),
                  new PrintWriter(Writer.nullWriter()),
                  false,
                  Clock.system(ZoneOffset.UTC),
                  Map.of(),
                  Optional::empty));
      String[] words = Documents.words(command).toArray(String[]::new);

      assertThatCode(() -> commandLine.parseArgs(words)).as(command).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkInItLeadsSomewhere(Path page) throws IOException {
    LINK.matcher(Files.readString(page))
        .results()
        .map(link -> link.group(1))
        .forEach(link -> assertThat(page.resolveSibling(link)).as(link).exists());
  }

  @Test
  void thereAreCommandsToCheck() throws IOException {
    long count = 0;
    for (Path page : Documents.pages()) {
      count += Documents.commands(page).size();
    }
    assertThat(count).isGreaterThan(50);
  }
}
