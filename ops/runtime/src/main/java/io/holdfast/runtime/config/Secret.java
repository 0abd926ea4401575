package io.holdfast.runtime.config;

import java.util.Objects;

/** A value that is never printed: its text form is {@code ***}, whoever asks. */
public final class Secret {

  static final String REDACTED = "***";

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  public static Secret parse(String text) {
    return new Secret(text);
  }

  /** The secret itself, for the one call that needs it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(value);
  }

  @Override
  public String toString() {
    return REDACTED;
  }
}
