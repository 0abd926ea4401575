package io.holdfast.dispatcher.domain.state;

import io.holdfast.records.NodeProfile;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a node says of itself. */
public record Profile(
    String zone,
    SortedMap<String, String> labels,
    SortedMap<String, Double> capacity,
    List<String> programs,
    long incarnation) {

  public static Profile of(NodeProfile profile) {
    return new Profile(
        profile.getZone(),
        new TreeMap<>(profile.getLabels()),
        new TreeMap<>(profile.getCapacity()),
        profile.getPrograms().stream().sorted().toList(),
        profile.getIncarnation());
  }

  /** Whether a node with this profile can be asked for a program; one that names none is asked. */
  public boolean names(String program) {
    return programs.isEmpty() || programs.contains(program);
  }
}
