package io.holdfast.schemas.registry;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;

/** Judges a new schema against earlier ones by Avro's own rules of resolution. */
public final class SchemaCompatibility {

  private SchemaCompatibility() {}

  /**
   * Whether {@code candidate} may follow {@code earlier}.
   *
   * @param earlier all earlier versions, oldest first
   */
  public static boolean allows(Compatibility mode, Schema candidate, List<Schema> earlier) {
    if (mode == Compatibility.NONE || earlier.isEmpty()) {
      return true;
    }
    List<Schema> counted =
        mode.isTransitive() ? earlier : earlier.subList(earlier.size() - 1, earlier.size());
    try {
      validator(mode).validate(candidate, counted);
      return true;
    } catch (SchemaValidationException incompatible) {
      return false;
    }
  }

  private static SchemaValidator validator(Compatibility mode) {
    var builder = new SchemaValidatorBuilder();
    if (mode.isBackward() && mode.isForward()) {
      builder.mutualReadStrategy();
    } else if (mode.isBackward()) {
      builder.canReadStrategy();
    } else {
      builder.canBeReadStrategy();
    }
    return builder.validateAll();
  }
}
