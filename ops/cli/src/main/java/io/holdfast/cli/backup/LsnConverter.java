package io.holdfast.cli.backup;

import io.holdfast.backup.domain.Lsn;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A position in the write-ahead log as PostgreSQL writes it: {@code 16B3/C8D00}. */
final class LsnConverter implements ITypeConverter<Lsn> {

  @Override
  public Lsn convert(String text) {
    try {
      return Lsn.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
