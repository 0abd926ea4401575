package io.holdfast.runtime.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the text of one value becomes a Java value. The parser throws {@link
 * IllegalArgumentException} whose message says what is expected, in words that follow "expected".
 */
record ScalarType(Class<?> type, String words, Function<String, Object> parser) {

  private static final Map<Class<?>, ScalarType> KNOWN =
      Map.ofEntries(
          known(String.class, "text", text -> text),
          known(int.class, "whole number", text -> (int) whole(text, Integer.MAX_VALUE)),
          known(long.class, "whole number", text -> whole(text, Long.MAX_VALUE)),
          known(double.class, "number", ScalarType::number),
          known(boolean.class, "true or false", ScalarType::truth),
          known(Duration.class, "duration", DurationText::parse),
          known(DataSize.class, "size", DataSize::parse),
          known(Secret.class, "secret", Secret::parse),
          known(Path.class, "path", Path::of),
          known(URI.class, "URL", ScalarType::url));

  static Optional<ScalarType> of(Class<?> type) {
    if (KNOWN.containsKey(type)) {
      return Optional.of(KNOWN.get(type));
    }
    return type.isEnum() ? Optional.of(word(type)) : ownParser(type);
  }

  boolean isSecret() {
    return type == Secret.class;
  }

  private static Map.Entry<Class<?>, ScalarType> known(
      Class<?> type, String words, Function<String, Object> parser) {
    return Map.entry(type, new ScalarType(type, words, parser));
  }

  private static long whole(String text, long greatest) {
    try {
      long value = Long.parseLong(text.strip().replace("_", ""));
      if (value <= greatest && value >= -greatest) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a whole number", e);
    }
    throw new IllegalArgumentException("a whole number of at most " + greatest);
  }

  private static Object number(String text) {
    try {
      double value = Double.parseDouble(text.strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a number, such as 0.85", e);
    }
    throw new IllegalArgumentException("a finite number, such as 0.85");
  }

  private static Object truth(String text) {
    return switch (text.strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("true or false");
    };
  }

  private static Object url(String text) {
    try {
      URI uri = URI.create(text.strip());
      if (uri.isAbsolute()) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a URL, such as http://localhost:8081", e);
    }
    throw new IllegalArgumentException("a URL with its scheme, such as http://localhost:8081");
  }

  /** Enum constants are written in lower case with dashes: {@code STOP_FIRST} is stop-first. */
  private static ScalarType word(Class<?> type) {
    Map<String, Object> constants =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toMap(ScalarType::wordOf, constant -> constant));
    String words =
        Arrays.stream(type.getEnumConstants())
            .map(ScalarType::wordOf)
            .collect(Collectors.joining(" | "));
    return new ScalarType(
        type,
        words,
        text -> {
          Object constant = constants.get(text.strip());
          if (constant == null) {
            throw new IllegalArgumentException("one of " + words.replace(" | ", ", "));
          }
          return constant;
        });
  }

  private static String wordOf(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A type of an app's own that has {@code static T parse(String)}. */
  private static Optional<ScalarType> ownParser(Class<?> type) {
    try {
      Method parse = type.getDeclaredMethod("parse", String.class);
      if (!Modifier.isStatic(parse.getModifiers()) || parse.getReturnType() != type) {
        return Optional.empty();
      }
      parse.setAccessible(true);
      String words = Shape.kebab(type.getSimpleName()).replace('-', ' ');
      return Optional.of(new ScalarType(type, words, text -> invoke(parse, text)));
    } catch (NoSuchMethodException e) {
      return Optional.empty(); // not a scalar; the caller tries the other shapes
    }
  }

  private static Object invoke(Method parse, String text) {
    try {
      return parse.invoke(null, text);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(parse + " failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(parse + " cannot be called", e);
    }
  }
}
