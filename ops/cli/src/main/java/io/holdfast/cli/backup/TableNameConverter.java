package io.holdfast.cli.backup;

import io.holdfast.backup.domain.TableName;
import picocli.CommandLine.ITypeConverter;

/** {@code orders}, in schema public, or {@code shop.orders}. */
final class TableNameConverter implements ITypeConverter<TableName> {

  @Override
  public TableName convert(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new TableName("public", text)
        : new TableName(text.substring(0, dot), text.substring(dot + 1));
  }
}
