package io.holdfast.console.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A request as the routes need it. */
record Request(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> form,
    Map<String, String> cookies,
    HttpExchange exchange) {

  private static final int LONGEST_BODY = 16 * 1024;

  /** Thrown for what no browser sends. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String sentence) {
      super(sentence);
    }
  }

  static Request of(HttpExchange exchange) throws IOException, Malformed {
    String method = exchange.getRequestMethod();
    return new Request(
        method,
        exchange.getRequestURI().getPath(),
        pairs(exchange.getRequestURI().getRawQuery()),
        method.equals("POST") ? pairs(body(exchange)) : Map.of(),
        cookies(exchange.getRequestHeaders().getFirst("Cookie")),
        exchange);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  private static String body(HttpExchange exchange) throws IOException, Malformed {
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (body.length > LONGEST_BODY) {
      throw new Malformed("The form is longer than " + LONGEST_BODY + " bytes.");
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  private static Map<String, String> pairs(String encoded) throws Malformed {
    var pairs = new HashMap<String, String>();
    if (encoded == null || encoded.isEmpty()) {
      return pairs;
    }
    for (String pair : encoded.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return pairs;
  }

  private static String decoded(String text) throws Malformed {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Malformed("The request is not URL-encoded.");
    }
  }

  private static Map<String, String> cookies(String header) {
    var cookies = new HashMap<String, String>();
    if (header != null) {
      for (String pair : header.split(";")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          cookies.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
        }
      }
    }
    return cookies;
  }
}
