package io.holdfast.runtime.config;

/**
 * A value that its record refuses. Thrown by compact constructors, in the record's own terms; the
 * loader adds the full key and the line.
 */
public final class InvalidSetting extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String component;
  private final String value;
  private final String expected;

  private InvalidSetting(String component, Object value, String expected) {
    super("%s is %s: expected %s".formatted(component, value, expected));
    this.component = component;
    this.value = String.valueOf(value);
    this.expected = expected;
  }

  /**
   * Refuses a value, as in {@code InvalidSetting.unless(lease > interval, "lease", lease, "longer
   * than interval")}.
   *
   * @param component name of the record component, as written in Java
   * @param expected what would have been right, as words that follow "expected"
   */
  public static void unless(boolean holds, String component, Object value, String expected) {
    if (!holds) {
      throw new InvalidSetting(component, value, expected);
    }
  }

  String component() {
    return component;
  }

  /** As the record said it. */
  String value() {
    return value;
  }

  String expected() {
    return expected;
  }
}
