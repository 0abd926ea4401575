package io.holdfast.cli.policy;

import io.holdfast.cli.operation.Reason;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.PoolPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "apply",
    description = {
      "Sets the policy of a pool from a file, as its next version.",
      "A policy that is in force already is not changed; its marks are appended again."
    })
final class PolicyApply extends HoldfastCommand {

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "YAML; what it leaves out has its default.")
  private Path file;

  @Mixin private Reason reason;

  @Override
  protected ExitCode run(Session session) {
    PolicyFile wanted = PolicyFile.read(file);
    String why = reason.text();
    var policies = new Policies(session.cluster());
    Optional<PoolPolicy> inForce = policies.of(wanted.pool());
    if (inForce.filter(policy -> isSame(policy, wanted)).isPresent()) {
      policies.mark(inForce.get());
      tell(session, inForce.get(), "is in force already");
      return ExitCode.OK;
    }
    long version = 1 + inForce.map(PoolPolicy::getVersion).orElse(0L);
    PoolPolicy policy = wanted.policy(version, why, Reason.by());
    policies.write(policy);
    tell(session, policy, "applied");
    return ExitCode.OK;
  }

  private static boolean isSame(PoolPolicy policy, PolicyFile wanted) {
    return wanted.policy(policy.getVersion(), policy.getReason(), policy.getBy()).equals(policy);
  }

  private static void tell(Session session, PoolPolicy policy, String what) {
    session.show(
        Map.of("policy", policy),
        List.of(
            "Policy of pool %s, version %d, %s"
                .formatted(policy.getPool(), policy.getVersion(), what),
            "  all of it: holdfast policy show " + policy.getPool()));
  }
}
