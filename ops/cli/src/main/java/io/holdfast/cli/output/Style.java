package io.holdfast.cli.output;

/** What a word on a terminal is about. Colours only repeat what the word says. */
public enum Style {
  PLAIN(""),
  GOOD("\u001b[32m"),
  WARNING("\u001b[33m"),
  BAD("\u001b[31m"),
  FAINT("\u001b[2m"),
  STRONG("\u001b[1m");

  private static final String RESET = "\u001b[0m";

  private final String begin;

  Style(String begin) {
    this.begin = begin;
  }

  public String around(String text) {
    return begin.isEmpty() || text.isEmpty() ? text : begin + text + RESET;
  }
}
