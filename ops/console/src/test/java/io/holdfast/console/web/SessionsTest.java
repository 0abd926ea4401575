package io.holdfast.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.console.config.ActionsConfig;
import io.holdfast.runtime.config.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionsTest {

  private static final String TOKEN = "correct-horse-battery";

  private final SettableClock clock = new SettableClock();
  private final Sessions sessions =
      new Sessions(
          new ActionsConfig(
              true,
              Map.of("ada", Secret.parse(TOKEN), "bob", Secret.parse("another-long-token")),
              Duration.ofHours(8)),
          clock);

  @Test
  void aTokenSignsItsOwnerIn() {
    var session = sessions.signIn(TOKEN).orElseThrow();

    assertThat(session.person()).isEqualTo("ada");
    assertThat(sessions.find(session.id())).contains(session);
    assertThat(session.csrf()).isNotEqualTo(session.id());
  }

  @Test
  void aSessionEnds() {
    var session = sessions.signIn(TOKEN).orElseThrow();

    clock.now = clock.now.plus(Duration.ofHours(8)).plusSeconds(1);

    assertThat(sessions.find(session.id())).isEmpty();
  }

  @Test
  void whoSignedOutIsNotSignedIn() {
    var session = sessions.signIn(TOKEN).orElseThrow();

    sessions.signOut(session.id());

    assertThat(sessions.find(session.id())).isEmpty();
  }

  @Test
  void guessingIsSlowedDownForAMinute() {
    for (int i = 0; i < 10; i++) {
      assertThat(sessions.signIn("guess-number-" + i)).isEmpty();
    }
    assertThat(sessions.refusal()).isEqualTo(Sessions.Refusal.WRONG_TOKEN);

    assertThat(sessions.signIn(TOKEN)).as("even the right token").isEmpty();
    assertThat(sessions.refusal()).isEqualTo(Sessions.Refusal.TOO_MANY_ATTEMPTS);
    clock.now = clock.now.plusSeconds(61);
    assertThat(sessions.signIn(TOKEN)).isPresent();
  }

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
