package io.holdfast.runtime.config;

/**
 * Where a setting was written, in words that follow a key in a sentence: {@code agent.yaml line 4},
 * {@code HOLDFAST_HTTP_PORT}, {@code --set http.port}, {@code default}.
 */
record Origin(String words) {

  static final Origin DEFAULT = new Origin("default");

  @Override
  public String toString() {
    return words;
  }
}
