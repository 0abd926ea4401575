package io.holdfast.backup.domain;

import io.holdfast.records.ChangePart;
import io.holdfast.records.RowSide;
import java.nio.charset.StandardCharsets;

/** A value that is handed on in parts, cut between characters of UTF-8. */
final class LongValue {

  private final long relation;
  private final RowSide side;
  private final int column;
  private final byte[] bytes;
  private final int end;
  private final int partBytes;
  private int position;
  private int part;

  LongValue(
      long relation, RowSide side, int column, byte[] bytes, int start, int end, int partBytes) {
    this.relation = relation;
    this.side = side;
    this.column = column;
    this.bytes = bytes;
    this.position = start;
    this.end = end;
    this.partBytes = partBytes;
  }

  boolean isExhausted() {
    return position == end;
  }

  ChangePart nextPart() {
    int cut = Math.min(end, position + partBytes);
    while (cut < end && isContinuation(bytes[cut])) {
      cut--;
    }
    if (cut <= position) {
      throw new MalformedStream("a value of relation " + relation + " is not UTF-8");
    }
    String text = new String(bytes, position, cut - position, StandardCharsets.UTF_8);
    position = cut;
    return new ChangePart(relation, side, column, part++, text);
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xc0) == 0x80;
  }
}
