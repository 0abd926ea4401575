package io.holdfast.console.web;

import io.holdfast.console.config.ActionsConfig;
import io.holdfast.runtime.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who is signed in. In memory: a restart signs everybody out. Thread-safe. */
final class Sessions {

  /** More wrong tokens than this within a minute, from anybody, and none is looked at. */
  private static final int WRONG_A_MINUTE = 10;

  private static final int MOST_SESSIONS = 1_000;

  /**
   * A person who signed in.
   *
   * @param csrf to be sent with every act: a page of another origin cannot read it
   */
  record Session(String id, String person, String csrf, Instant until) {}

  /** Why an attempt to sign in was refused. */
  static final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean tooMany;

    private Refused(boolean tooMany, String sentence) {
      super(sentence);
      this.tooMany = tooMany;
    }

    /** Whether it was not even looked at. */
    boolean tooMany() {
      return tooMany;
    }
  }

  private final Map<String, Secret> tokens;
  private final Duration lasts;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new HashMap<>();
  private final Deque<Instant> wrong = new ArrayDeque<>();

  Sessions(ActionsConfig config, Clock clock) {
    this.tokens = config.tokens();
    this.lasts = config.session();
    this.clock = clock;
  }

  /**
   * Signs in whoever has that token.
   *
   * @throws Refused when nobody has it, or too many were wrong
   */
  synchronized Session signIn(String token) throws Refused {
    Instant now = clock.instant();
    wrong.removeIf(at -> at.isBefore(now.minusSeconds(60)));
    if (wrong.size() >= WRONG_A_MINUTE) {
      throw new Refused(true, "Too many wrong tokens: wait a minute.");
    }
    Optional<String> person = owner(token);
    if (person.isEmpty()) {
      wrong.add(now);
      throw new Refused(false, "Nobody has this token.");
    }
    sessions.values().removeIf(session -> session.until().isBefore(now));
    if (sessions.size() >= MOST_SESSIONS) {
      sessions.clear();
    }
    var session = new Session(secret(), person.get(), secret(), now.plus(lasts));
    sessions.put(session.id(), session);
    return session;
  }

  synchronized Optional<Session> find(String id) {
    return Optional.ofNullable(sessions.get(id))
        .filter(session -> session.until().isAfter(clock.instant()));
  }

  synchronized void signOut(String id) {
    sessions.remove(id);
  }

  /** Every token is compared, each in constant time. */
  private Optional<String> owner(String token) {
    byte[] given = hash(token);
    String owner = null;
    for (Map.Entry<String, Secret> entry : tokens.entrySet()) {
      if (MessageDigest.isEqual(given, hash(entry.getValue().reveal()))) {
        owner = entry.getKey();
      }
    }
    return Optional.ofNullable(owner);
  }

  private String secret() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(hash(one), hash(other));
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
