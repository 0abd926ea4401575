package io.holdfast.runtime.config;

import java.util.ArrayList;
import java.util.List;

/** Lists settings as they are in force, one line a value, secrets redacted. */
final class Printer {

  private final List<Configuration.Effective> lines = new ArrayList<>();

  List<Configuration.Effective> print(Shape.Group root, Setting.Group settings) {
    group(root, settings, "");
    return List.copyOf(lines);
  }

  private void group(Shape.Group shape, Setting.Group group, String path) {
    for (Shape.Component component : shape.components()) {
      Setting setting = group.entries().get(component.key());
      if (setting != null) {
        print(component.shape(), setting, Layers.join(path, component.key()));
      }
    }
  }

  private void print(Shape shape, Setting setting, String path) {
    if (shape instanceof Shape.Group nested && setting instanceof Setting.Group group) {
      group(nested, group, path);
    } else if (shape instanceof Shape.Mapping map && setting instanceof Setting.Group group) {
      group.entries().forEach((k, v) -> print(map.element(), v, Layers.join(path, k)));
    } else if (shape instanceof Shape.Listing list && setting instanceof Setting.Listing listing) {
      for (int i = 0; i < listing.elements().size(); i++) {
        print(list.element(), listing.elements().get(i), path + "[" + i + "]");
      }
    } else if (shape instanceof Shape.Scalar scalar && setting instanceof Setting.Text text) {
      String value = Binder.printable(scalar, path, text);
      lines.add(new Configuration.Effective(path, value, text.origin().words()));
    }
  }
}
