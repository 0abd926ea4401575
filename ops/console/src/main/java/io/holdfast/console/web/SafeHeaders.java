package io.holdfast.console.web;

import java.util.List;
import java.util.Map;

/** What every answer tells the browser: nothing from elsewhere, nothing inline, no frames. */
final class SafeHeaders {

  static final Map<String, List<String>> ALL =
      Map.of(
          "Content-Security-Policy",
          List.of(
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                  + " connect-src 'self'; form-action 'self'; base-uri 'none';"
                  + " frame-ancestors 'none'"),
          "X-Content-Type-Options",
          List.of("nosniff"),
          "Referrer-Policy",
          List.of("no-referrer"));

  private SafeHeaders() {}
}
