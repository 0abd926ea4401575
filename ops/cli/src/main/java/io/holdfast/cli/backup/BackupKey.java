package io.holdfast.cli.backup;

import io.holdfast.backup.seal.Keyset;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.Group;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "key",
    description = "Keys that backups are encrypted with. Keep a copy of the file away from stores.",
    subcommands = {BackupKey.Create.class, BackupKey.Rotate.class, BackupKey.Show.class})
final class BackupKey extends Group {

  /** A command about one keyset. */
  abstract static class OfFile extends HoldfastCommand {

    @Parameters(paramLabel = "FILE", description = "The keyset.")
    private Path file;

    abstract Keyset act(Path keyset) throws IOException;

    @Override
    protected final ExitCode run(Session session) {
      try {
        Keyset keys = act(file);
        session.show(
            Map.of("keyset", file.toString(), "seals", keys.sealingKey(), "keys", keys.keys()),
            List.of(
                "%s: %d keys, %d seals from the next start of the backup on"
                    .formatted(file, keys.keys().size(), keys.sealingKey())));
        return ExitCode.OK;
      } catch (IOException e) {
        throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
      }
    }
  }

  @Command(name = "create", description = "Makes a keyset with one key; never replaces a file.")
  static final class Create extends OfFile {
    @Override
    Keyset act(Path file) throws IOException {
      if (Files.exists(file)) {
        throw new IOException("file " + file + " is there already: rotate it, or name another");
      }
      Path directory = file.toAbsolutePath().getParent();
      if (!Files.isDirectory(directory)) {
        throw new IOException("there is no directory " + directory + ": make it first");
      }
      Keyset keys = Keyset.create();
      keys.write(file);
      return keys;
    }
  }

  @Command(
      name = "rotate",
      description = "Adds a key that seals from now on; the others still open what they sealed.")
  static final class Rotate extends OfFile {
    @Override
    Keyset act(Path file) throws IOException {
      Keyset keys = Keyset.read(file).rotated();
      keys.write(file);
      return keys;
    }
  }

  @Command(name = "show", description = "Tells the ids of the keys, never the keys.")
  static final class Show extends OfFile {
    @Override
    Keyset act(Path file) throws IOException {
      return Keyset.read(file);
    }
  }
}
