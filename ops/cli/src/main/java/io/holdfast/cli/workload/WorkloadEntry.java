package io.holdfast.cli.workload;

import static java.util.stream.Collectors.toMap;

import io.holdfast.records.Fencing;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One workload of a {@link WorkloadFile}; refused when it could never run. */
record WorkloadEntry(
    @Describe("its id: letters, digits, dots, dashes and underscores") String workload,
    @Describe("pool that it runs in; never changes") String pool,
    @Describe("name of the program in the agents' own configuration") String program,
    @Describe("what it needs at least: `cpu` in cores, `memory` as a size, `gpu` in devices, …")
        Map<String, Amount> demand,
    @Describe("higher is placed first") @Default("0") int priority,
    @Describe("members of a group are spread over zones") @Default("") String group,
    @Describe("labels that the node must have") Map<String, String> requires,
    @Describe("groups none of whose members may be on the same node") List<String> antiAffinity,
    @Describe("whether it may run twice for a while: `none` says that it may") @Default("none")
        Fencing fencing,
    @Describe("how it moves while its node is well") @Default("start-first") MoveOrder move) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final String AN_ID =
      "1 to 200 letters, digits, dots, dashes and underscores, the first a letter or digit";

  WorkloadEntry {
    refuseUnlessId("workload", workload);
    refuseUnlessId("pool", pool);
    refuseUnlessId("program", program);
    demand.keySet().forEach(resource -> refuseUnlessId("demand", resource));
    InvalidSetting.unless(group.isEmpty() || isId(group), "group", quoted(group), AN_ID);
    requires.keySet().forEach(label -> refuseUnlessId("requires", label));
    antiAffinity.forEach(other -> refuseUnlessId("antiAffinity", other));
    demand = Map.copyOf(demand);
    requires = Map.copyOf(requires);
    antiAffinity = List.copyOf(antiAffinity);
  }

  WorkloadSpec spec(long version) {
    return WorkloadSpec.newBuilder()
        .setWorkload(workload)
        .setPool(pool)
        .setVersion(version)
        .setProgram(program)
        .setDemand(
            demand.entrySet().stream().collect(toMap(Map.Entry::getKey, e -> e.getValue().value())))
        .setPriority(priority)
        .setGroup(group)
        .setRequires(requires)
        .setAntiAffinity(antiAffinity)
        .setFencing(fencing)
        .setMove(move)
        .setRemoved(false)
        .build();
  }

  private static void refuseUnlessId(String component, String value) {
    InvalidSetting.unless(isId(value), component, quoted(value), AN_ID);
  }

  private static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }
}
