package io.holdfast.cli.policy;

import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Json;
import io.holdfast.cli.output.OneLine;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.PoolPolicy;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Lists the policies in force, or shows one in full.")
final class PolicyShow extends HoldfastCommand {

  private static final Columns<PoolPolicy> COLUMNS =
      Columns.<PoolPolicy>none()
          .text("pool", PoolPolicy::getPool)
          .number("version", PoolPolicy::getVersion)
          .text("mode", PoolPolicy::getMode)
          .text("strategy", PoolPolicy::getStrategy)
          .hidden("liveness", PoolPolicy::getLiveness)
          .hidden("balance", PoolPolicy::getBalance)
          .hidden("guards", PoolPolicy::getGuards)
          .text("by", PoolPolicy::getBy)
          .text("reason", PoolPolicy::getReason);

  @Parameters(arity = "0..1", paramLabel = "POOL", description = "One pool.")
  private String pool;

  @Override
  protected ExitCode run(Session session) {
    if (pool == null) {
      List<PoolPolicy> all =
          session.cluster().reader().newestValues(session.cluster().topics().policies());
      session.list(COLUMNS, all, "No pool has a policy: the defaults hold for all.");
      return ExitCode.OK;
    }
    PoolPolicy policy =
        new Policies(session.cluster())
            .of(pool)
            .orElseThrow(
                () ->
                    new Failure(
                        ExitCode.NOT_FOUND,
                        "Pool %s has no policy: the defaults hold. Set one with `holdfast policy apply -f FILE --reason …`."
                            .formatted(pool)));
    session.show(COLUMNS.fields(policy), lines(policy));
    return ExitCode.OK;
  }

  private static List<String> lines(PoolPolicy policy) {
    var lines = new ArrayList<String>();
    lines.add("%s   version %d".formatted(policy.getPool(), policy.getVersion()));
    lines.add("  by %s: %s".formatted(OneLine.of(policy.getBy()), OneLine.of(policy.getReason())));
    lines.add("  mode       %s".formatted(policy.getMode()));
    lines.add("  strategy   %s".formatted(policy.getStrategy()));
    add(lines, "liveness", policy.getLiveness());
    add(lines, "balance", policy.getBalance());
    add(lines, "guards", policy.getGuards());
    return lines;
  }

  private static void add(List<String> lines, String name, IndexedRecord part) {
    lines.add("  " + name);
    for (Schema.Field field : part.getSchema().getFields()) {
      lines.add(
          "    %-26s %-8s %s"
              .formatted(field.name(), Json.line(part.get(field.pos())), field.doc()));
    }
  }
}
