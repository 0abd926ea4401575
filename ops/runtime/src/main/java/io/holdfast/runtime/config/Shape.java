package io.holdfast.runtime.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a setting should be, as declared by the configuration records. */
sealed interface Shape {

  /** For people: {@code duration}, {@code list of text}. */
  String words();

  /** One value, written as text. */
  record Scalar(ScalarType type) implements Shape {
    @Override
    public String words() {
      return type.words();
    }
  }

  record Listing(Shape element) implements Shape {
    @Override
    public String words() {
      return "list of " + element.words();
    }
  }

  /** Keys that the user chooses. */
  record Mapping(Shape element) implements Shape {
    @Override
    public String words() {
      return "map of " + element.words();
    }
  }

  record Group(Class<?> type, List<Component> components) implements Shape {
    @Override
    public String words() {
      return "group";
    }

    Optional<Component> component(String key) {
      return components.stream().filter(c -> c.key().equals(key)).findFirst();
    }
  }

  /**
   * A key of a group.
   *
   * @param name the record component, {@code bootstrapServers}
   * @param key as written in files, {@code bootstrap-servers}
   */
  record Component(
      String name,
      String key,
      Shape shape,
      boolean optional,
      Optional<String> fallback,
      String description) {

    boolean mustBeSet() {
      return !optional && fallback.isEmpty() && shape instanceof Scalar;
    }
  }

  static Group of(Class<?> type) {
    if (!type.isRecord()) {
      throw new IllegalStateException(type.getName() + " is not a record");
    }
    var components = new ArrayList<Component>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.add(component(component));
    }
    return new Group(type, List.copyOf(components));
  }

  private static Component component(RecordComponent component) {
    Type type = component.getGenericType();
    boolean optional = component.getType() == Optional.class;
    var fallback = component.getAnnotation(Default.class);
    var description = component.getAnnotation(Describe.class);
    return new Component(
        component.getName(),
        kebab(component.getName()),
        of(optional ? argument(type, 0) : type),
        optional,
        Optional.ofNullable(fallback).map(Default::value),
        description == null ? "" : description.value());
  }

  private static Shape of(Type type) {
    if (type instanceof ParameterizedType generic) {
      if (generic.getRawType() == List.class) {
        return new Listing(of(argument(type, 0)));
      }
      if (generic.getRawType() == Map.class && argument(type, 0) == String.class) {
        return new Mapping(of(argument(type, 1)));
      }
    }
    if (type instanceof Class<?> plain) {
      Optional<ScalarType> scalar = ScalarType.of(plain);
      if (scalar.isPresent()) {
        return new Scalar(scalar.get());
      }
      if (plain.isRecord()) {
        return of(plain);
      }
    }
    throw new IllegalStateException(
        "a configuration record cannot hold " + type.getTypeName() + ": give it parse(String)");
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  /** {@code bootstrapServers} to {@code bootstrap-servers}. */
  static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
