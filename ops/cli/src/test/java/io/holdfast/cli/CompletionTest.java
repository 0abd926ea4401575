package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.CommandRun.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {

  @TempDir private Path directory;

  @Test
  void bashCompletesCommandsWithTheScript() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(Path.of("/bin/bash")), "there is no bash here");
    Path script =
        Files.writeString(directory.resolve("complete"), Shell.lost().run("completion").out());

    String completed =
        answer(
            "source %s; COMP_WORDS=(holdfast node dr); COMP_CWORD=2; COMP_LINE='holdfast node dr';"
                    .formatted(script)
                + " COMP_POINT=16; _complete_holdfast; echo \"${COMPREPLY[@]}\"");

    assertThat(completed.strip()).isEqualTo("drain");
  }

  private static String answer(String commands) throws IOException, InterruptedException {
    Process bash =
        new ProcessBuilder("/bin/bash", "-c", commands)
            .redirectError(ProcessBuilder.Redirect.DISCARD) // compopt wants a real completion
            .start();
    String answer = new String(bash.getInputStream().readAllBytes());
    bash.waitFor();
    return answer;
  }
}
