package io.holdfast.runtime.config;

/**
 * The reference page of a configuration record, as Markdown: every key with its type, default and
 * meaning. An app keeps the page under {@code ops/docs/reference} and a test compares.
 */
public final class Reference {

  private final EnvironmentNames names;
  private final StringBuilder page = new StringBuilder();

  private Reference(Shape.Group root) {
    this.names = new EnvironmentNames(root);
  }

  public static String markdown(String app, Class<? extends Record> type) {
    Shape.Group root = Shape.of(type);
    return new Reference(root).write(app, root);
  }

  private String write(String app, Shape.Group root) {
    page.append(
        """
        # Configuration of %s

        Generated from the code. Later wins: default, file (`--config FILE`), environment, `--set key.path=value`.
        An unknown key stops the start. Durations: `500ms`, `10s`, `5m`, `1h`; sizes: `512KiB`, `64MiB`.
        An entry of a map is set in the environment by the map's variable, `__` and the key in capitals with `_` for
        a dot (`__` for an underscore); lists and maps can be given whole as one-line YAML.

        | key | type | default | meaning | environment |
        |---|---|---|---|---|
        """
            .formatted(app));
    rows(root, new Layers(root).result(), "");
    return page.toString();
  }

  /**
   * @param defaults the settings of this group as they are when nobody sets any
   */
  private void rows(Shape.Group group, Setting.Group defaults, String path) {
    for (Shape.Component component : group.components()) {
      String full = Layers.join(path, component.key());
      Setting preset = defaults.entries().get(component.key());
      if (component.shape() instanceof Shape.Group nested) {
        if (!component.description().isEmpty() || component.optional()) {
          row(component, preset, full);
        }
        boolean present = preset instanceof Setting.Group;
        rows(nested, present ? (Setting.Group) preset : new Layers(nested).result(), full);
      } else {
        row(component, preset, full);
        elements(component.shape(), full);
      }
    }
  }

  private void elements(Shape shape, String path) {
    if (shape instanceof Shape.Listing list && list.element() instanceof Shape.Group nested) {
      rows(nested, new Layers(nested).result(), path + "[]");
    } else if (shape instanceof Shape.Mapping map && map.element() instanceof Shape.Group nested) {
      rows(nested, new Layers(nested).result(), path + ".<name>");
    }
  }

  private void row(Shape.Component component, Setting preset, String path) {
    page.append(
        "| `%s` | %s | %s | %s | %s |\n"
            .formatted(
                path,
                cell(component.shape().words()),
                preset(component, preset),
                cell(component.description()),
                names.of(path).map(name -> "`" + name + "`").orElse("")));
  }

  private static String preset(Shape.Component component, Setting preset) {
    if (preset instanceof Setting.Text text) {
      return "`" + cell(text.value()) + "`";
    }
    if (component.fallback().isPresent()) {
      return "`" + cell(component.fallback().get()) + "`";
    }
    if (component.mustBeSet()) {
      return "**must be set**";
    }
    return component.optional() ? "not set" : "";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
