package io.holdfast.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar; a build without one says so. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "holdfast "
          + Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
              .orElse("development")
    };
  }
}
