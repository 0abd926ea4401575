package io.holdfast.cli.shell;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a list is wanted: {@code FIELD=TEXT} (equal), {@code FIELD!=TEXT} (not equal) or {@code
 * FIELD~TEXT} (contains), without regard to case. Fields are named as JSON names them.
 */
final class RowFilter {

  private static final Pattern FORM = Pattern.compile("([A-Za-z]+)(!=|=|~)(.*)");

  private final String field;
  private final String comparison;
  private final String text;

  private RowFilter(String field, String comparison, String text) {
    this.field = field;
    this.comparison = comparison;
    this.text = text.toLowerCase(Locale.ROOT);
  }

  /**
   * @throws Failure when it has another form
   */
  static RowFilter parse(String condition) {
    Matcher matcher = FORM.matcher(condition.strip());
    if (!matcher.matches()) {
      throw new Failure(
          ExitCode.USAGE,
          "--filter '%s' is none: write FIELD=TEXT, FIELD!=TEXT or FIELD~TEXT."
              .formatted(condition));
    }
    return new RowFilter(matcher.group(1), matcher.group(2), matcher.group(3).strip());
  }

  /**
   * Whether a row is wanted.
   *
   * @throws Failure when rows of this kind have no such field
   */
  boolean wants(Map<String, ?> row) {
    String key =
        row.keySet().stream()
            .filter(name -> name.equalsIgnoreCase(field))
            .findFirst()
            .orElseThrow(() -> new Failure(ExitCode.USAGE, unknown(List.copyOf(row.keySet()))));
    String value = Objects.toString(row.get(key), "").toLowerCase(Locale.ROOT);
    return switch (comparison) {
      case "=" -> value.equals(text);
      case "!=" -> !value.equals(text);
      default -> value.contains(text);
    };
  }

  private String unknown(List<String> fields) {
    return "There is no field %s in this list: --filter knows %s."
        .formatted(field, String.join(", ", fields));
  }
}
