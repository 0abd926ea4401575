package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.records.Change;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Marker;
import io.holdfast.records.RowSide;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Puts values together that came in parts before their change, and has those lie aside that are too
 * long to be held: whether they came in parts or not, so that equal values are equal text.
 */
final class LongValues {

  /** What a field of COPY text has at most of bytes for a character. */
  private static final int BYTES_A_CHARACTER = 3;

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

  /** Gives a change its long values. */
  void complete(Change change) {
    complete(RowSide.BEFORE, change.getBefore());
    complete(RowSide.AFTER, change.getAfter());
    parts.clear();
  }

  private void complete(RowSide side, List<Object> values) {
    for (int column = 0; values != null && column < values.size(); column++) {
      if (values.get(column) == Marker.IN_PARTS) {
        LongField field = parts.remove(placeOf(side, column));
        if (field == null) {
          throw new UnfoldableChange("a value that should have come in parts did not come");
        }
        values.set(column, CopyText.valueOrReference(field.end()));
      } else if (values.get(column) instanceof String text
          && text.length() > CopyText.LONGEST / BYTES_A_CHARACTER) {
        LongField field = fields.get();
        byte[] bytes = CopyText.field(text);
        field.append(bytes, 0, bytes.length);
        values.set(column, CopyText.valueOrReference(field.end()));
      }
    }
  }

  private static String placeOf(RowSide side, int column) {
    return side + " " + column;
  }
}
