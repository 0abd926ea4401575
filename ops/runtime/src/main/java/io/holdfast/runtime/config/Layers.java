package io.holdfast.runtime.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Lays settings over each other, the later over the earlier, and refuses keys that nothing
 * declares.
 *
 * <p>Groups and maps are merged key by key; values and lists are replaced whole. A dotted key is a
 * path wherever groups are declared ({@code liveness.interval: 1s}); inside a map of texts the rest
 * of the path is the map's key, dots and all.
 */
final class Layers {

  private final Shape.Group root;
  private final Setting.Group result;

  Layers(Shape.Group root) {
    this.root = root;
    this.result = defaults(root, Origin.DEFAULT);
  }

  Layers over(Setting.Group layer) {
    overlay(root, result, layer, "");
    return this;
  }

  Setting.Group result() {
    return result;
  }

  private Setting.Group defaults(Shape.Group shape, Origin origin) {
    var group = Setting.Group.empty(origin);
    for (Shape.Component component : shape.components()) {
      if (component.shape() instanceof Shape.Group nested && !component.optional()) {
        group.entries().put(component.key(), defaults(nested, Origin.DEFAULT));
      }
      component
          .fallback()
          .ifPresent(
              text -> put(component.shape(), group, component.key(), text(text), component.key()));
    }
    return group;
  }

  private static Setting text(String value) {
    return new Setting.Text(value, Origin.DEFAULT);
  }

  private void overlay(Shape.Group shape, Setting.Group into, Setting.Group from, String path) {
    from.entries().forEach((key, setting) -> place(shape, into, key, setting, path));
  }

  private void place(
      Shape.Group shape, Setting.Group into, String key, Setting setting, String path) {
    Optional<Shape.Component> exact = shape.component(key);
    if (exact.isPresent()) {
      put(exact.get().shape(), into, key, setting, join(path, key));
      return;
    }
    int dot = key.indexOf('.');
    if (dot > 0) {
      Optional<Shape.Component> first = shape.component(key.substring(0, dot));
      if (first.isPresent() && !(first.get().shape() instanceof Shape.Scalar)) {
        var rest = Setting.Group.empty(setting.origin());
        rest.entries().put(key.substring(dot + 1), setting);
        String firstKey = first.get().key();
        put(first.get().shape(), into, firstKey, rest, join(path, firstKey));
        return;
      }
    }
    throw new ConfigurationException(
        "%s: unknown key '%s'%s"
            .formatted(setting.origin(), join(path, key), NearestKey.in(root, shape, path, key)));
  }

  private void put(Shape shape, Setting.Group into, String key, Setting setting, String path) {
    Setting written = written(shape, setting);
    if (shape instanceof Shape.Group nested && written instanceof Setting.Group group) {
      Setting present =
          into.entries().computeIfAbsent(key, absent -> defaults(nested, setting.origin()));
      overlay(nested, (Setting.Group) present, group, path);
    } else if (shape instanceof Shape.Mapping map && written instanceof Setting.Group group) {
      Setting present =
          into.entries().computeIfAbsent(key, absent -> Setting.Group.empty(setting.origin()));
      group.entries().forEach((k, v) -> putEntry(map, (Setting.Group) present, k, v, path));
    } else if (shape instanceof Shape.Listing list && written instanceof Setting.Listing listing) {
      into.entries().put(key, complete(list, listing, path));
    } else if (shape instanceof Shape.Scalar && written instanceof Setting.Text) {
      into.entries().put(key, written);
    } else {
      throw new ConfigurationException(
          "%s: '%s' is %s: expected a %s"
              .formatted(setting.origin(), path, Yaml.nameOf(written), shape.words()));
    }
  }

  /**
   * In a map of texts the key is all that is left of the path. In a map of groups a key with a dot
   * that leads to text is a path, as in {@code stores.a.path=/backup}: its first word is the key.
   */
  private void putEntry(
      Shape.Mapping map, Setting.Group into, String key, Setting setting, String path) {
    int dot = key.indexOf('.');
    if (map.element() instanceof Shape.Scalar && setting instanceof Setting.Group nested) {
      nested.entries().forEach((k, v) -> putEntry(map, into, key + "." + k, v, path));
    } else if (map.element() instanceof Shape.Group
        && dot > 0
        && written(map.element(), setting) instanceof Setting.Text) {
      var rest = Setting.Group.empty(setting.origin());
      rest.entries().put(key.substring(dot + 1), setting);
      putEntry(map, into, key.substring(0, dot), rest, path);
    } else {
      put(map.element(), into, key, setting, join(path, key));
    }
  }

  private Setting.Listing complete(Shape.Listing list, Setting.Listing listing, String path) {
    var elements = new ArrayList<Setting>();
    for (Setting element : listing.elements()) {
      var holder = Setting.Group.empty(element.origin());
      put(list.element(), holder, "element", element, path + "[" + elements.size() + "]");
      elements.add(holder.entries().get("element"));
    }
    return new Setting.Listing(List.copyOf(elements), listing.origin());
  }

  /**
   * Text that stands for a list, a map or a group is read as one-line YAML; a list may have commas.
   */
  private static Setting written(Shape shape, Setting setting) {
    if (shape instanceof Shape.Scalar || !(setting instanceof Setting.Text text)) {
      return setting;
    }
    String value = text.value().strip();
    if (value.startsWith("[") || value.startsWith("{")) {
      return Yaml.inline(value, text.origin());
    }
    if (shape instanceof Shape.Listing list && list.element() instanceof Shape.Scalar) {
      return new Setting.Listing(
          Arrays.stream(value.split(","))
              .map(String::strip)
              .filter(part -> !part.isEmpty())
              .map(part -> (Setting) new Setting.Text(part, text.origin()))
              .toList(),
          text.origin());
    }
    return setting;
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
