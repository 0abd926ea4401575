package io.holdfast.runtime.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the records of settings that are known to have the right shape. */
final class Binder {

  private final EnvironmentNames environment;

  Binder(EnvironmentNames environment) {
    this.environment = environment;
  }

  Object bind(Shape shape, Setting setting, String path) {
    if (shape instanceof Shape.Group group) {
      return group(group, (Setting.Group) setting, path);
    }
    if (shape instanceof Shape.Mapping mapping) {
      return mapping(mapping, (Setting.Group) setting, path);
    }
    if (shape instanceof Shape.Listing listing) {
      return listing(listing, (Setting.Listing) setting, path);
    }
    return scalar((Shape.Scalar) shape, (Setting.Text) setting, path);
  }

  private Object group(Shape.Group shape, Setting.Group setting, String path) {
    var values = new ArrayList<Object>();
    for (Shape.Component component : shape.components()) {
      values.add(component(component, setting, Layers.join(path, component.key())));
    }
    return construct(shape, setting, values, path);
  }

  private Object component(Shape.Component component, Setting.Group group, String path) {
    Setting setting = group.entries().get(component.key());
    if (setting != null) {
      Object value = bind(component.shape(), setting, path);
      return component.optional() ? Optional.of(value) : value;
    }
    if (component.optional()) {
      return Optional.empty();
    }
    if (component.mustBeSet()) {
      throw missing(component, group, path);
    }
    return component.shape() instanceof Shape.Listing ? List.of() : Map.of();
  }

  private ConfigurationException missing(
      Shape.Component component, Setting.Group group, String path) {
    String where = group.origin().equals(Origin.DEFAULT) ? "" : group.origin() + ": ";
    String variable = environment.of(path).map(name -> ", as " + name).orElse("");
    return new ConfigurationException(
        "%s'%s' is not set: expected a %s%s; set it in the file%s or with --set %s=…"
            .formatted(
                where,
                path,
                component.shape().words(),
                component.description().isEmpty() ? "" : " (" + component.description() + ")",
                variable,
                path));
  }

  private Map<String, Object> mapping(Shape.Mapping shape, Setting.Group setting, String path) {
    var values = new LinkedHashMap<String, Object>();
    setting
        .entries()
        .forEach((k, v) -> values.put(k, bind(shape.element(), v, Layers.join(path, k))));
    return Collections.unmodifiableMap(values);
  }

  private List<Object> listing(Shape.Listing shape, Setting.Listing setting, String path) {
    var values = new ArrayList<Object>();
    for (Setting element : setting.elements()) {
      values.add(bind(shape.element(), element, path + "[" + values.size() + "]"));
    }
    return List.copyOf(values);
  }

  private static Object scalar(Shape.Scalar shape, Setting.Text text, String path) {
    try {
      return shape.type().parser().apply(text.value());
    } catch (IllegalArgumentException e) {
      throw refused(text.origin(), path, printable(shape, path, text), e.getMessage(), e);
    }
  }

  private static Object construct(
      Shape.Group shape, Setting.Group setting, List<Object> values, String path) {
    try {
      return constructor(shape.type()).newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidSetting invalid) {
        throw located(shape, setting, path, invalid);
      }
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new ConfigurationException(
            "%s: '%s': %s".formatted(setting.origin(), path, refused.getMessage()), refused);
      }
      throw new IllegalStateException(shape.type() + " failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(shape.type() + " cannot be constructed", e);
    }
  }

  /** Adds the full key and its place to what the record's constructor said. */
  private static ConfigurationException located(
      Shape.Group shape, Setting.Group setting, String path, InvalidSetting invalid) {
    for (Shape.Component component : shape.components()) {
      Setting written = setting.entries().get(component.key());
      if (component.name().equals(invalid.component()) && written != null) {
        String full = Layers.join(path, component.key());
        String value =
            written instanceof Setting.Text text && component.shape() instanceof Shape.Scalar scalar
                ? printable(scalar, full, text)
                : invalid.value();
        return refused(written.origin(), full, value, invalid.expected(), invalid);
      }
    }
    return new ConfigurationException(
        "%s: '%s': %s".formatted(setting.origin(), path, invalid.getMessage()), invalid);
  }

  private static ConfigurationException refused(
      Origin origin, String path, String value, String expected, Throwable cause) {
    return new ConfigurationException(
        "%s: '%s' is '%s': expected %s".formatted(origin, path, value, expected), cause);
  }

  static String printable(Shape.Scalar shape, String path, Setting.Text text) {
    return shape.type().isSecret() ? Secret.REDACTED : Redaction.printable(path, text.value());
  }

  private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor;
  }
}
