package io.holdfast.backup.barrier;

import io.holdfast.backup.domain.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lists of barriers as messages of the log, which cannot be of any length. Where a list is
 * longer than a message may be it is cut at line ends, and its beginning comes last:
 *
 * <pre>
 * prefix-part   id, newline, second piece
 * prefix-part   id, newline, third piece …
 * prefix        first piece, which begins with the id; last line \+n: so many parts came before it
 * </pre>
 *
 * <p>So a list counts when it is complete, and not before. A line that begins with {@code \+} is
 * neither COPY text nor the end of a statement. Reads what messages say in their order; not
 * thread-safe.
 */
public final class ListMessages {

  /** Half of what capture takes of a message: the database's encoding may be a longer one. */
  private static final int PIECE_BYTES = 256 << 10;

  private static final Pattern PARTS = Pattern.compile("\\n\\\\\\+(\\d+)\\z");

  private final Map<String, List<String>> parts = new HashMap<>();

  /** A message to write. */
  record Piece(String prefix, String content) {}

  /** A list whose first line is the barrier's id, in the order in which it has to be written. */
  static List<Piece> cut(String prefix, String list) {
    return cut(prefix, list, PIECE_BYTES);
  }

  static List<Piece> cut(String prefix, String list, int pieceBytes) {
    List<String> texts = pieces(list, pieceBytes);
    List<Piece> pieces = new ArrayList<>();
    for (String text : texts.subList(1, texts.size())) {
      pieces.add(new Piece(prefix + Prefix.PART, idOf(list) + "\n" + text));
    }
    String first = texts.get(0);
    pieces.add(new Piece(prefix, pieces.isEmpty() ? first : first + "\\+" + pieces.size()));
    return pieces;
  }

  private static List<String> pieces(String list, int pieceBytes) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    int bytes = 0;
    for (int start = 0; start < list.length(); ) {
      int newline = list.indexOf('\n', start);
      int end = newline < 0 ? list.length() : newline + 1;
      String line = list.substring(start, end);
      int length = line.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > 0 && bytes + length > pieceBytes) {
        pieces.add(piece.toString());
        piece.setLength(0);
        bytes = 0;
      }
      piece.append(line);
      bytes += length;
      start = end;
    }
    pieces.add(piece.toString());
    return pieces;
  }

  /** Keeps a part until the list's last message comes. */
  public void part(String prefix, String content) {
    if (content.indexOf('\n') < 0) {
      return; // of nobody's list: everybody may write messages
    }
    parts
        .computeIfAbsent(prefix + "\n" + idOf(content), key -> new ArrayList<>())
        .add(content.substring(idOf(content).length() + 1));
  }

  /**
   * The whole list, by its last message.
   *
   * @throws NoSuchElementException when its parts came before what was read
   */
  public String whole(String prefix, String content) {
    Matcher number = PARTS.matcher(content);
    if (!number.find()) {
      return content;
    }
    String id = idOf(content);
    List<String> kept = parts.remove(key(prefix, content));
    List<String> before = kept == null ? List.of() : kept;
    // parts of an earlier attempt, which never ended, may lie before them
    int others = before.size() - Integer.parseInt(number.group(1));
    if (others < 0) {
      throw new NoSuchElementException(
          "barrier %s lies only in part after the place from which this goes on: restore into a new database"
              .formatted(id));
    }
    return content.substring(0, number.start() + 1)
        + String.join("", before.subList(others, before.size()));
  }

  /** Drops the parts of a list that nobody wants, by its last message. */
  public void forget(String prefix, String content) {
    parts.remove(key(prefix, content));
  }

  private static String key(String prefix, String content) {
    return prefix + Prefix.PART + "\n" + idOf(content);
  }

  private static String idOf(String content) {
    int newline = content.indexOf('\n');
    return newline < 0 ? content : content.substring(0, newline);
  }
}
