package io.holdfast.cli.output;

/** Text from elsewhere, made safe for a terminal: no control characters, no line breaks. */
public final class OneLine {

  private OneLine() {}

  /** Escape sequences in a node's name or a program's last words must not move the cursor. */
  public static String of(String text) {
    if (text.chars().noneMatch(OneLine::moves)) {
      return text;
    }
    var safe = new StringBuilder(text.length());
    text.chars().forEach(c -> safe.append(moves(c) ? ' ' : (char) c));
    return safe.toString();
  }

  private static boolean moves(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
