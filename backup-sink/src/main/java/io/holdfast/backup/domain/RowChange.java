package io.holdfast.backup.domain;

import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import io.holdfast.records.Marker;
import java.util.List;

/**
 * A {@link Change} whose rows are lines of {@link CopyText}, for whoever moves rows as they are.
 *
 * @param relation object id of the table
 * @param before the row as it was, as far as it is known; null when it is not
 * @param after the row as it became; null for one that was deleted
 * @param inParts whether values of it came in parts before
 */
public record RowChange(
    long relation, ChangeKind kind, byte[] before, byte[] after, boolean inParts) {

  public static RowChange of(Change change) {
    return new RowChange(
        change.getRelation(),
        change.getKind(),
        line(change.getBefore()),
        line(change.getAfter()),
        isInParts(change.getBefore()) || isInParts(change.getAfter()));
  }

  private static byte[] line(List<Object> values) {
    return values == null ? null : CopyText.line(values);
  }

  private static boolean isInParts(List<Object> values) {
    return values != null && values.contains(Marker.IN_PARTS);
  }
}
