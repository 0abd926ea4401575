package io.holdfast.schemas.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes and strings that nobody vouches for, as text that does nothing to a terminal. */
final class Text {

  private static final HexFormat HEX = HexFormat.of();

  private Text() {}

  /**
   * UTF-8 text where it is that, else hexadecimal digits after {@code 0x}, of {@code most} bytes at
   * most.
   */
  static String of(byte[] bytes, int most) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return bytes.length <= most ? harmless(text) : hex(bytes, most);
    } catch (CharacterCodingException e) {
      return hex(bytes, most);
    }
  }

  static String hex(byte[] bytes, int most) {
    if (bytes.length <= most) {
      return "0x" + HEX.formatHex(bytes);
    }
    return "0x%s… (%d bytes)".formatted(HEX.formatHex(bytes, 0, most), bytes.length);
  }

  /**
   * Control characters, and those that turn the direction of writing, become {@code \}{@code
   * uXXXX}.
   */
  static String harmless(String text) {
    StringBuilder escaped = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isHarmful(c)) {
        escaped = escaped == null ? new StringBuilder(text.substring(0, i)) : escaped;
        escaped.append("\\u%04X".formatted((int) c));
      } else if (escaped != null) {
        escaped.append(c);
      }
    }
    return escaped == null ? text : escaped.toString();
  }

  private static boolean isHarmful(char c) {
    switch (Character.getType(c)) {
      case Character.CONTROL:
      case Character.FORMAT:
      case Character.LINE_SEPARATOR:
      case Character.PARAGRAPH_SEPARATOR:
        return true;
      default:
        return false;
    }
  }
}
