package io.holdfast.cli.topics;

import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The contract's topics of one installation: those that all have, and those of its databases. */
final class Catalogue {

  private final Topics contract;
  private final List<Topic<?, ?>> topics;

  /**
   * @param present names on the cluster: they tell which databases there are
   */
  Catalogue(Topics contract, Set<String> present) {
    this.contract = contract;
    this.topics = new ArrayList<>(contract.all());
    var databases = new TreeSet<String>();
    String changes = contract.changes("").name();
    String manifests = contract.manifests("").name();
    for (String name : present) {
      if (name.startsWith(changes)) {
        databases.add(name.substring(changes.length()));
      } else if (name.startsWith(manifests)) {
        databases.add(name.substring(manifests.length()));
      }
    }
    databases.forEach(database -> topics.addAll(contract.of(database)));
  }

  List<Topic<?, ?>> all() {
    return List.copyOf(topics);
  }

  /** By its name, with or without the prefix. */
  Topic<?, ?> named(String name) {
    return topics.stream()
        .filter(t -> t.name().equals(name) || t.name().equals(contract.prefix() + name))
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.NOT_FOUND,
                    "No topic of Holdfast is named %s: `holdfast topics describe` lists them."
                        .formatted(name)));
  }
}
