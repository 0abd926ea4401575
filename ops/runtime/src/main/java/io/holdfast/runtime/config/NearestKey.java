package io.holdfast.runtime.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What somebody who wrote an unknown key may have meant, as the end of a sentence. */
final class NearestKey {

  private NearestKey() {}

  /** The nearest path among the group's own keys and those that end alike anywhere. */
  static String in(Shape.Group root, Shape.Group group, String path, String key) {
    var near = new ArrayList<String>();
    for (Shape.Component component : group.components()) {
      if (distance(component.key(), key) <= tolerance(key)) {
        near.add(Layers.join(path, component.key()));
      }
    }
    collect(root, "", key.substring(key.lastIndexOf('.') + 1), near);
    String written = Layers.join(path, key);
    return near.stream()
        .min(Comparator.comparingInt(candidate -> distance(candidate, written)))
        .map(candidate -> "; did you mean '%s'?".formatted(candidate))
        .orElseGet(() -> "; known here: " + keys(group.components()));
  }

  private static void collect(Shape.Group group, String path, String last, List<String> near) {
    for (Shape.Component component : group.components()) {
      String candidate = Layers.join(path, component.key());
      if (distance(component.key(), last) <= tolerance(last)) {
        near.add(candidate);
      }
      if (component.shape() instanceof Shape.Group nested) {
        collect(nested, candidate, last, near);
      }
    }
  }

  private static String keys(List<Shape.Component> components) {
    return components.stream().map(Shape.Component::key).collect(Collectors.joining(", "));
  }

  private static int tolerance(String key) {
    return Math.max(1, key.length() / 3);
  }

  /** Levenshtein's edit distance; a swap of dash, dot, underscore or case costs nothing. */
  static int distance(String left, String right) {
    String a = plain(left);
    String b = plain(right);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static String plain(String key) {
    return Shape.kebab(key).replaceAll("[._-]", "");
  }
}
