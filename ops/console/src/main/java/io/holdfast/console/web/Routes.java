package io.holdfast.console.web;

import io.holdfast.console.domain.World;
import io.holdfast.console.follow.SharedWorld;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which address shows what. */
final class Routes {

  private static final String FILES = "/page/";
  private static final String NODES = "/api/nodes/";
  private static final String POOLS = "/api/pools/";
  private static final String DECISIONS = "/api/decisions/";

  private final SharedWorld world;
  private final PageFiles files;
  private final Actions actions;

  Routes(SharedWorld world, PageFiles files, Actions actions) {
    this.world = world;
    this.files = files;
    this.actions = actions;
  }

  Answer answer(Request request) throws InterruptedException {
    return switch (request.method()) {
      case "GET", "HEAD" -> look(request);
      case "POST" -> act(request);
      default -> Answer.refused(405, "Only GET and POST are answered here.");
    };
  }

  private Answer act(Request request) throws InterruptedException {
    return switch (request.path()) {
      case "/session" -> actions.signIn(request);
      case "/session/end" -> actions.signOut(request);
      case "/actions" -> actions.act(request);
      default -> Answer.refused(404, "There is nothing to do at " + request.path());
    };
  }

  private Answer look(Request request) {
    String path = request.path();
    if (path.startsWith(FILES)) {
      return files
          .file(path.substring(FILES.length()))
          .orElseGet(() -> Answer.refused(404, "There is no such file."));
    }
    if (path.equals("/session")) {
      return actions.session(request);
    }
    return path.startsWith("/api/") ? tell(request) : files.document();
  }

  private Answer tell(Request request) {
    String path = request.path();
    Filter filter = Filter.of(request.query());
    return switch (path) {
      case "/api/fleet" -> ask(FleetPage::layout);
      case "/api/pools" -> ask(PoolPage::list);
      case "/api/placements" -> ask(w -> LogPages.placements(w, filter));
      case "/api/moves" -> ask(w -> LogPages.moves(w, filter));
      case "/api/decisions" -> ask(w -> LogPages.decisions(w, filter));
      case "/api/verdicts" -> ask(w -> LogPages.verdicts(w, filter));
      case "/api/backups" -> ask(BackupsPage::list);
      case "/api/search" -> ask(w -> Search.in(w, request.query().getOrDefault("q", "")));
      default -> one(path);
    };
  }

  private Answer one(String path) {
    if (path.startsWith(NODES)) {
      return find(w -> FleetPage.node(w, path.substring(NODES.length())));
    }
    if (path.startsWith(POOLS)) {
      return find(w -> PoolPage.of(w, path.substring(POOLS.length())));
    }
    if (path.startsWith(DECISIONS)) {
      return find(w -> LogPages.decision(w, path.substring(DECISIONS.length())));
    }
    return Answer.refused(404, "There is nothing at " + path);
  }

  /** The answer is made while nothing changes: what is shown belongs together. */
  private Answer ask(Function<World, Object> question) {
    return world.look(w -> Answer.json(question.apply(w)));
  }

  private Answer find(Function<World, Optional<Map<String, Object>>> question) {
    return world.look(
        w ->
            question
                .apply(w)
                .map(Answer::json)
                .orElseGet(() -> Answer.refused(404, "The topics know nothing of it.")));
  }
}
