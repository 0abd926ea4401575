package io.holdfast.agent.fencing;

import io.holdfast.agent.host.Root;
import io.holdfast.agent.state.NamedValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a later process of the agent has to know of the fences: where the group is, and the guards.
 * Not synced: it need not outlive the kernel.
 *
 * @param places of the guards' pipes and answers, without their endings, one for each guard
 */
record Memo(Path group, List<Root> guards, List<Path> places) {

  static final String FILE = "fences";

  static Optional<Memo> read(Path stateDirectory) throws IOException {
    Path file = stateDirectory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    NamedValues values = NamedValues.read(file);
    List<Root> guards = new ArrayList<>();
    List<Path> places = new ArrayList<>();
    for (int i = 1; i <= Fences.GUARDS; i++) {
      guards.add(
          new Root(values.number("guard-" + i + "-pid"), values.number("guard-" + i + "-start")));
      places.add(Path.of(values.text("guard-" + i + "-place")));
    }
    return Optional.of(new Memo(Path.of(values.text("group")), guards, places));
  }

  void write(Path stateDirectory) throws IOException {
    Map<String, String> values = new TreeMap<>();
    values.put("group", group.toString());
    for (int i = 1; i <= guards.size(); i++) {
      values.put("guard-" + i + "-pid", Long.toString(guards.get(i - 1).pid()));
      values.put("guard-" + i + "-start", Long.toString(guards.get(i - 1).startTicks()));
      values.put("guard-" + i + "-place", places.get(i - 1).toString());
    }
    new NamedValues(values).replace(stateDirectory.resolve(FILE));
  }

  static void delete(Path stateDirectory) throws IOException {
    Files.deleteIfExists(stateDirectory.resolve(FILE));
  }
}
