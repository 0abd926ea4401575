package io.holdfast.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.console.config.ActionsConfig;
import io.holdfast.console.web.Sessions.Refused;
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
  void aTokenSignsItsOwnerIn() throws Refused {
    var session = sessions.signIn(TOKEN);

    assertThat(session.person()).isEqualTo("ada");
    assertThat(sessions.find(session.id())).contains(session);
    assertThat(session.csrf()).isNotEqualTo(session.id());
  }

  @Test
  void aSessionEnds() throws Refused {
    var session = sessions.signIn(TOKEN);

    clock.now = clock.now.plus(Duration.ofHours(8)).plusSeconds(1);

    assertThat(sessions.find(session.id())).isEmpty();
  }

  @Test
  void whoSignedOutIsNotSignedIn() throws Refused {
    var session = sessions.signIn(TOKEN);

    sessions.signOut(session.id());

    assertThat(sessions.find(session.id())).isEmpty();
  }

  @Test
  void guessingIsSlowedDownForAMinute() throws Refused {
    for (int i = 0; i < 10; i++) {
      assertThat(refused("guess-number-" + i).tooMany()).isFalse();
    }

    assertThat(refused(TOKEN).tooMany()).as("even the right token").isTrue();
    clock.now = clock.now.plusSeconds(61);
    assertThat(sessions.signIn(TOKEN).person()).isEqualTo("ada");
  }

  private Refused refused(String token) {
    return catchThrowableOfType(Refused.class, () -> sessions.signIn(token));
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
