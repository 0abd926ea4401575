package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How PostgreSQL, which refuses root, is run by whoever runs the sandbox. */
enum Unprivileged {
  /** Not root: as it is. */
  AS_IT_IS(List.of()),

  /** In a user namespace without a mapping, where nobody is root. */
  USER_NAMESPACE(List.of("unshare", "--user")),

  /**
   * As the user nobody, who may read everything: where user namespaces are forbidden, as in
   * containers. The data directory has to be nobody's, and the programs have to be where nobody may
   * go.
   */
  NOBODY(
      List.of(
          "setpriv",
          "--reuid=65534",
          "--regid=65534",
          "--clear-groups",
          "--inh-caps=+dac_override",
          "--ambient-caps=+dac_override"));

  private static final int NOBODYS_ID = 65_534;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> wrapper;

  Unprivileged(List<String> wrapper) {
    this.wrapper = wrapper;
  }

  /** The first that works here. */
  static Unprivileged here() {
    if (!System.getProperty("user.name").equals("root")) {
      return AS_IT_IS;
    }
    for (Unprivileged way : List.of(USER_NAMESPACE, NOBODY)) {
      if (way.works()) {
        return way;
      }
    }
    throw new SandboxException(
        "PostgreSQL refuses to run as root, and neither unshare nor setpriv works here:"
            + " run as another user, or install util-linux");
  }

  private boolean works() {
    if (!ChildProcess.onPath(wrapper.get(0))) {
      return false;
    }
    try {
      Process tried =
          new ProcessBuilder(wrapped("true"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return tried.waitFor(10, TimeUnit.SECONDS) && tried.exitValue() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + wrapper.get(0), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while trying " + wrapper.get(0), e);
    }
  }

  private String[] wrapped(String command) {
    return Stream.concat(wrapper.stream(), Stream.of(command)).toArray(String[]::new);
  }

  /** The words that go before the command. */
  List<String> wrapper() {
    return wrapper;
  }

  /** PostgreSQL's programs, where this way may run them. */
  Path binaries() {
    return this == NOBODY ? PostgresBinaries.forEveryone() : PostgresBinaries.directory();
  }

  /** Makes the directory of the data such as PostgreSQL accepts: its own, and nobody else's. */
  void createDataDirectory(Path data) throws IOException {
    Files.createDirectories(data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    if (this == NOBODY) {
      Files.setAttribute(data, "unix:uid", NOBODYS_ID);
    }
  }
}
