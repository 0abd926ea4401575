package io.holdfast.console.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import io.holdfast.runtime.config.Secret;
import java.time.Duration;
import java.util.Map;

/** Whether the page may act, and for whom. */
public record ActionsConfig(
    @Describe("whether drain, undrain and breaker reset are offered to those who sign in")
        @Default("false")
        boolean enabled,
    @Describe("a token for each person, at least 16 characters; the name is kept with the act")
        @Default("{}")
        Map<String, Secret> tokens,
    @Describe("how long a sign-in lasts") @Default("8h") Duration session) {

  private static final int SHORTEST_TOKEN = 16;

  public ActionsConfig {
    InvalidSetting.unless(
        !enabled || !tokens.isEmpty(), "tokens", tokens.keySet(), "a token for somebody");
    InvalidSetting.unless(
        tokens.values().stream().allMatch(token -> token.reveal().length() >= SHORTEST_TOKEN),
        "tokens",
        tokens.keySet(),
        "tokens of at least " + SHORTEST_TOKEN + " characters");
    InvalidSetting.unless(session.toMinutes() >= 1, "session", session, "at least 1m");
    tokens = Map.copyOf(tokens);
  }
}
