package io.holdfast.console.web;

import io.holdfast.console.config.ActionsConfig;
import io.holdfast.console.config.WebConfig;
import io.holdfast.console.web.Sessions.Session;
import io.holdfast.records.Operation;
import io.holdfast.records.OperationKind;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in and acting. An act needs a session, that session's CSRF token in a header, an origin
 * that is this page's own, and a reason.
 */
final class Actions {

  /** Writes an operation; returns when it is safe. */
  @FunctionalInterface
  interface Ask {
    void ask(Operation operation) throws InterruptedException;
  }

  private static final Logger log = LoggerFactory.getLogger(Actions.class);
  private static final String COOKIE = "holdfast-session";
  private static final Set<OperationKind> ON_NODE =
      EnumSet.of(OperationKind.DRAIN, OperationKind.UNDRAIN);
  private static final Set<OperationKind> ON_POOL =
      EnumSet.of(OperationKind.BREAKER_REPLAY, OperationKind.BREAKER_DISCARD);

  private final boolean enabled;
  private final boolean secureCookie;
  private final Sessions sessions;
  private final Ask ask;

  Actions(ActionsConfig config, WebConfig web, Clock clock, Ask ask) {
    this.enabled = config.enabled();
    this.secureCookie = web.behindTls();
    this.sessions = new Sessions(config, clock);
    this.ask = ask;
  }

  /** Whether actions are offered, and to whom. */
  Answer session(Request request) {
    Optional<Session> session = signedIn(request);
    return Answer.json(
        new Fields()
            .and("enabled", enabled)
            .and("person", session.map(Session::person))
            .and("csrf", session.map(Session::csrf))
            .map());
  }

  Answer signIn(Request request) {
    if (!enabled) {
      return Answer.refused(403, "Actions are not enabled here: actions.enabled in the settings.");
    }
    if (isForeign(request)) {
      return Answer.refused(403, "This request comes from another page.");
    }
    try {
      Session session = sessions.signIn(request.form().getOrDefault("token", ""));
      log.atInfo().addKeyValue("person", session.person()).log("signed in");
      return Answer.json(Map.of("person", session.person(), "csrf", session.csrf()))
          .with("Set-Cookie", cookie(session.id(), ""));
    } catch (Sessions.Refused e) {
      log.atWarn().addKeyValue("why", e.getMessage()).log("sign-in refused");
      return Answer.refused(e.tooMany() ? 429 : 401, e.getMessage());
    }
  }

  Answer signOut(Request request) {
    if (signedIn(request).filter(session -> hasToken(request, session)).isEmpty()) {
      return Answer.refused(403, "Nobody is signed in here.");
    }
    sessions.signOut(request.cookies().get(COOKIE));
    return Answer.json(Map.of()).with("Set-Cookie", cookie("", "; Max-Age=0"));
  }

  Answer act(Request request) throws InterruptedException {
    Optional<Session> session = signedIn(request);
    if (!enabled || session.isEmpty()) {
      return Answer.refused(401, "Sign in first.");
    }
    if (isForeign(request) || !hasToken(request, session.get())) {
      return Answer.refused(403, "This request comes from another page.");
    }
    Map<String, String> form = request.form();
    String reason = form.getOrDefault("reason", "").strip();
    if (reason.isEmpty()) {
      return Answer.refused(400, "Give a reason: it is kept with the act.");
    }
    Optional<Operation> operation = operation(form, reason, session.get().person());
    return operation.isPresent()
        ? ask(operation.get())
        : Answer.refused(400, "There is no such action.");
  }

  private Answer ask(Operation operation) throws InterruptedException {
    try {
      ask.ask(operation);
    } catch (KafkaException e) {
      log.atWarn().addKeyValue("why", e.getMessage()).log("an operation was not taken");
      return Answer.refused(503, e.getMessage());
    }
    log.atInfo()
        .addKeyValue("kind", operation.getKind())
        .addKeyValue("pool", operation.getPool())
        .addKeyValue("node", operation.getNode())
        .addKeyValue("by", operation.getBy())
        .addKeyValue("reason", operation.getReason())
        .log("asked");
    return Answer.json(202, Map.of("operation", operation.getId()));
  }

  private static Optional<Operation> operation(
      Map<String, String> form, String reason, String person) {
    String pool = form.getOrDefault("pool", "").strip();
    String node = form.getOrDefault("node", "").strip();
    Optional<OperationKind> kind =
        List.of(OperationKind.values()).stream()
            .filter(k -> k.name().equals(form.get("kind")))
            .filter(k -> node.isEmpty() ? ON_POOL.contains(k) : ON_NODE.contains(k))
            .findFirst();
    if (pool.isEmpty() || kind.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Operation.newBuilder()
            .setId(UUID.randomUUID().toString())
            .setPool(pool)
            .setKind(kind.get())
            .setNode(node.isEmpty() ? null : node)
            .setReason(reason)
            .setBy(person)
            .build());
  }

  private Optional<Session> signedIn(Request request) {
    return Optional.ofNullable(request.cookies().get(COOKIE)).flatMap(sessions::find);
  }

  private static boolean hasToken(Request request, Session session) {
    return request
        .header("X-CSRF-Token")
        .filter(token -> Sessions.isSame(token, session.csrf()))
        .isPresent();
  }

  /** Browsers name the origin of every POST. */
  private static boolean isForeign(Request request) {
    String host = request.header("Host").orElse("");
    return request
        .header("Origin")
        .filter(origin -> !origin.equals("http://" + host) && !origin.equals("https://" + host))
        .isPresent();
  }

  private String cookie(String value, String more) {
    return COOKIE
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite=Strict"
        + (secureCookie ? "; Secure" : "")
        + more;
  }
}
