package io.holdfast.runtime.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a setting that nobody set, as it would stand in the file: {@code "250ms"}, {@code
 * "a,b"} for a list, <code>"{port: 9101}"</code> for a nested record, whose other defaults stay.
 *
 * <p>A scalar with neither a default nor an {@link java.util.Optional} type must be set; lists and
 * maps are empty by default.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}
