package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.ByteSearch;
import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.LineWriter;
import io.holdfast.backup.domain.RowChange;
import io.holdfast.records.ChangePart;
import io.holdfast.records.RowSide;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Puts values together that came in parts before their change, and has those lie aside that are too
 * long to be held: whether they came in parts or not, so that equal values are equal text.
 */
final class LongValues {

  private final Supplier<LongField> fields;
  private final Map<String, LongField> parts = new HashMap<>();

  LongValues(Supplier<LongField> fields) {
    this.fields = fields;
  }

  void add(ChangePart part) {
    byte[] text = CopyText.field(part.getText());
    parts
        .computeIfAbsent(placeOf(part.getRow(), part.getColumn()), place -> fields.get())
        .append(text, 0, text.length);
  }

  /** A change with its long values. */
  RowChange complete(RowChange change) {
    byte[] before = complete(change, RowSide.BEFORE, change.before());
    byte[] after = complete(change, RowSide.AFTER, change.after());
    parts.clear();
    return new RowChange(change.relation(), change.kind(), before, after, false);
  }

  private byte[] complete(RowChange change, RowSide side, byte[] line) {
    if (line == null || !change.inParts() && line.length <= CopyText.LONGEST) {
      return line;
    }
    LineWriter complete = new LineWriter();
    int column = 0;
    for (int start = 0; start <= line.length; column++) {
      int tab = ByteSearch.indexOf((byte) '\t', line, start, line.length);
      int end = tab < 0 ? line.length : tab;
      if (CopyText.isInParts(line, start, end)) {
        LongField field = parts.remove(placeOf(side, column));
        if (field == null) {
          throw new UnfoldableChange("a value that should have come in parts did not come");
        }
        complete.field(field.end());
      } else if (end - start > CopyText.LONGEST) {
        LongField field = fields.get();
        field.append(line, start, end - start);
        complete.field(field.end());
      } else {
        complete.field(line, start, end - start);
      }
      start = end + 1;
    }
    return complete.end();
  }

  private static String placeOf(RowSide side, int column) {
    return side + " " + column;
  }
}
