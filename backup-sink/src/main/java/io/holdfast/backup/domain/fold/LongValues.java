package io.holdfast.backup.domain.fold;

import io.holdfast.records.Change;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Marker;
import io.holdfast.records.RowSide;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts values together that came in parts before their change. */
final class LongValues {

  private final Map<String, StringBuilder> parts = new HashMap<>();

  void add(ChangePart part) {
    parts
        .computeIfAbsent(placeOf(part.getRow(), part.getColumn()), place -> new StringBuilder())
        .append(part.getText());
  }

  /** Gives a change its long values. */
  void complete(Change change) {
    change.setBefore(whole(RowSide.BEFORE, change.getBefore()));
    change.setAfter(whole(RowSide.AFTER, change.getAfter()));
    parts.clear();
  }

  private List<Object> whole(RowSide side, List<Object> values) {
    if (values == null || !values.contains(Marker.IN_PARTS)) {
      return values;
    }
    for (int column = 0; column < values.size(); column++) {
      if (values.get(column) == Marker.IN_PARTS) {
        StringBuilder text = parts.remove(placeOf(side, column));
        if (text == null) {
          throw new UnfoldableChange("a value that should have come in parts did not come");
        }
        values.set(column, text.toString());
      }
    }
    return values;
  }

  private static String placeOf(RowSide side, int column) {
    return side + " " + column;
  }
}
