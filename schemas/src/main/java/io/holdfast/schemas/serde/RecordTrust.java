package io.holdfast.schemas.serde;

import org.apache.avro.Conversion;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro instantiate the generated records.
 *
 * <p>Avro loads a class that a schema names only if it is trusted, by default by a system property
 * that every process, tool and test would have to set; without it a builder cannot fill in the
 * default of an enum. Avro looks for conversions by {@link java.util.ServiceLoader} before it does
 * anything with a generated class, and so finds this one, which converts nothing and trusts exactly
 * the package {@code io.holdfast.records}.
 */
public final class RecordTrust extends Conversion<RecordTrust> {

  private static final String RECORDS = "io.holdfast.records.";

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(RECORDS)));
  }

  @Override
  public Class<RecordTrust> getConvertedType() {
    return RecordTrust.class;
  }

  @Override
  public String getLogicalTypeName() {
    return "holdfast-record-trust";
  }
}
