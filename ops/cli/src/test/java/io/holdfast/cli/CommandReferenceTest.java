package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.shell.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

class CommandReferenceTest {

  private static final Path PAGE = Path.of("..", "docs", "reference", "cli.md");

  private final CommandReference reference =
      new CommandReference(
          Holdfast.on(
              new Terminal(
                  new PrintWriter(Writer.nullWriter()),
                  new PrintWriter(Writer.nullWriter()),
                  false,
                  Clock.system(ZoneOffset.UTC),
                  Map.of(),
                  Optional::empty)));

  @Test
  void theReferencePageIsWhatTheCommandsSay() throws IOException {
    String current = reference.markdown();
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(PAGE, current);
    }

    assertThat(PAGE)
        .as("out of date: run this test with -Dreference.write=true")
        .hasContent(current);
  }

  @Test
  void everyCommandAndEveryArgumentSaysWhatItIs() {
    assertThat(reference.commands()).hasSizeGreaterThan(25);
    reference
        .commands()
        .forEach(
            (name, command) -> {
              assertThat(command.usageMessage().description()).as(name).isNotEmpty();
              assertThat(command.args())
                  .as(name)
                  .allSatisfy(argument -> assertThat(argument.description()).isNotEmpty());
            });
  }

  @Test
  void everyActOfAnOperatorAsksForItsReason() {
    for (String act :
        new String[] {
          "holdfast node drain",
          "holdfast node undrain",
          "holdfast node maintenance",
          "holdfast workload move",
          "holdfast breaker reset",
          "holdfast policy apply"
        }) {
      CommandSpec command = reference.commands().get(act);
      assertThat(command.findOption("--reason").required()).as(act).isTrue();
    }
  }
}
