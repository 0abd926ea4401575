package io.holdfast.runtime.config;

import java.util.regex.Pattern;

/**
 * What of a setting may be shown. Settings of type {@link Secret} never are; in pass-through maps
 * the key's name decides, so that Kafka's {@code sasl.jaas.config} or {@code ssl.key.password} stay
 * hidden without being declared.
 */
final class Redaction {

  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "password|passwd|passphrase|secret|token|jaas|private|credential|api[.-]?key"
              + "|keystore\\.key|user\\.info",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern USER_INFO = Pattern.compile("(://[^/@\\s:]+):[^/@\\s]+@");
  private static final Pattern QUERY =
      Pattern.compile("((?:password|secret|token)=)[^&;\\s]+", Pattern.CASE_INSENSITIVE);

  private Redaction() {}

  static boolean isSecret(String key) {
    return SECRET_KEY.matcher(key).find();
  }

  static String printable(String key, String value) {
    if (isSecret(key)) {
      return Secret.REDACTED;
    }
    String shown = USER_INFO.matcher(value).replaceAll("$1:" + Secret.REDACTED + "@");
    return QUERY.matcher(shown).replaceAll("$1" + Secret.REDACTED);
  }
}
