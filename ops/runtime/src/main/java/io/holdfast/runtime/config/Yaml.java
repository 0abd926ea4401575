package io.holdfast.runtime.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML as settings that know their line. Scalars stay text: only the type of the setting decides
 * what {@code no} or {@code 0123} means.
 */
final class Yaml {

  private final Function<Node, Origin> originOf;

  private Yaml(Function<Node, Origin> originOf) {
    this.originOf = originOf;
  }

  /** The settings of a file; an empty file has none. */
  static Setting.Group file(Path file) {
    String name = file.getFileName() == null ? file.toString() : file.getFileName().toString();
    try {
      Setting root =
          new Yaml(node -> new Origin(name + line(node))).parse(Files.readString(file), name);
      if (root instanceof Setting.Group group) {
        return group;
      }
      throw new ConfigurationException(
          "%s holds %s: a configuration is a group of 'key: value' lines"
              .formatted(name, nameOf(root)));
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(
          "the configuration file %s does not exist: name one that does with --config"
              .formatted(file.toAbsolutePath()),
          e);
    } catch (MalformedInputException e) {
      throw new ConfigurationException("%s is not UTF-8 text".formatted(name), e);
    } catch (IOException e) {
      throw new ConfigurationException(
          "the configuration file %s cannot be read: %s".formatted(file.toAbsolutePath(), e), e);
    }
  }

  /** Groups and lists written on one line, as in an environment variable. */
  static Setting inline(String text, Origin origin) {
    return new Yaml(node -> origin).parse(text, origin.words());
  }

  private Setting parse(String text, String name) {
    var settings = LoadSettings.builder().setLabel(name).setAllowDuplicateKeys(false).build();
    try {
      return new Compose(settings)
          .composeString(text)
          .map(this::setting)
          .orElseGet(() -> Setting.Group.empty(new Origin(name)));
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(m -> " line " + (m.getLine() + 1)).orElse("");
      throw new ConfigurationException(
          "%s%s is not YAML: %s".formatted(name, line, e.getProblem()), e);
    } catch (YamlEngineException e) {
      throw new ConfigurationException("%s is not YAML: %s".formatted(name, e.getMessage()), e);
    }
  }

  private Setting setting(Node node) {
    Origin origin = originOf.apply(node);
    if (node.isRecursive()) {
      throw new ConfigurationException("%s: an alias that contains itself".formatted(origin));
    }
    if (node instanceof MappingNode mapping) {
      var entries = new LinkedHashMap<String, Setting>();
      for (NodeTuple tuple : mapping.getValue()) {
        put(entries, tuple);
      }
      return new Setting.Group(entries, origin);
    }
    if (node instanceof SequenceNode sequence) {
      var elements = new ArrayList<Setting>();
      sequence.getValue().forEach(element -> elements.add(setting(element)));
      return new Setting.Listing(elements, origin);
    }
    return new Setting.Text(((ScalarNode) node).getValue(), origin);
  }

  private void put(Map<String, Setting> entries, NodeTuple tuple) {
    Origin origin = originOf.apply(tuple.getKeyNode());
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      throw new ConfigurationException("%s: a key must be plain text".formatted(origin));
    }
    if (tuple.getValueNode().getTag().equals(Tag.NULL)) {
      return; // `key:` with nothing after it leaves the key unset
    }
    if (entries.put(key.getValue(), setting(tuple.getValueNode())) != null) {
      throw new ConfigurationException(
          "%s: key '%s' is set twice in one group: keep one".formatted(origin, key.getValue()));
    }
  }

  static String nameOf(Setting setting) {
    if (setting instanceof Setting.Group) {
      return "a group";
    }
    return setting instanceof Setting.Listing ? "a list" : "plain text";
  }

  private static String line(Node node) {
    return node.getStartMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
  }
}
