package io.holdfast.cli.shell;

import io.holdfast.runtime.config.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations in the text form of the configuration files: {@code 500ms}, {@code 10m}. */
public final class DurationConverter implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    try {
      return DurationText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'%s' is not %s".formatted(text, e.getMessage()));
    }
  }
}
