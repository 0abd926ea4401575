package io.holdfast.agent.config;

import java.util.regex.Pattern;

/** Which names of nodes, pools and zones are allowed. */
final class Names {

  static final String WORDS = "1 to 200 letters, digits, dots, dashes and underscores";

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  private Names() {}

  static boolean isValid(String name) {
    return ALLOWED.matcher(name).matches();
  }
}
