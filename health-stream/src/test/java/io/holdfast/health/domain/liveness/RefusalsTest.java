package io.holdfast.health.domain.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.health.domain.Refusal;
import io.holdfast.records.Detector;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.NodeState;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.Pulse;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is absurd goes to the dead letters and changes nobody's state. */
class RefusalsTest {

  private final FleetLog fleet = new FleetLog();

  @Test
  void absurdHeartbeatsAreRefusedAndChangeNothing() {
    fleet.node("n1");
    fleet.run(5_000);
    int before = fleet.statuses().size();
    refuse(Refusal.NODE_ID_EMPTY, "", fleet.stranger("").heartbeat());
    refuse(Refusal.KEY_IS_NOT_THE_NODE, "n2", fleet.stranger("n1").heartbeat());
    refuse(Refusal.KEY_IS_NOT_THE_NODE, null, fleet.stranger("n1").heartbeat());
    refuse(Refusal.TEXT_TOO_LONG, "n1", withBoot("x".repeat(10_000_000)));
    refuse(Refusal.BOOT_ID_EMPTY, "n1", withBoot(""));
    refuse(Refusal.NO_VALUE, "n1", null);
    refuse(Refusal.FOREIGN_RECORD, "n1", fleet.newest("n1"));
    var absurd = fleet.stranger("n1");
    absurd.incarnation = Long.MAX_VALUE;
    refuse(Refusal.INCARNATION_ABSURD, "n1", absurd.heartbeat());
    absurd.incarnation = 1_000;
    absurd.lease = -1;
    refuse(Refusal.LEASE_ABSURD, "n1", absurd.heartbeat());
    absurd.lease = 26_000;
    refuse(Refusal.CHANGED_WITHIN_INCARNATION, "n1", absurd.heartbeat());
    refuse(Refusal.TIME_ABSURD, "n1", sentAt(Long.MIN_VALUE));
    refuse(Refusal.TIME_ABSURD, "n1", sentAt(Long.MAX_VALUE));
    refuse(Refusal.KEY_ON_PULSE_OR_MARK, "n1", new Pulse(1L, 1L, "x"));
    refuse(Refusal.KEY_ON_PULSE_OR_MARK, "n1", new PolicyMark());
    refuse(Refusal.TEXT_TOO_LONG, null, new Pulse(1L, 1L, "x".repeat(300)));
    fleet.append(null, new Pulse(9L, 0L, "x"));
    refuse(Refusal.CLOCK_ABSURD, null, new Pulse(9L, Long.MAX_VALUE / 2, "x"));
    assertThat(fleet.statuses()).hasSize(before);
  }

  @Test
  void absurdPoliciesAreRefusedAndChangeNothing() {
    fleet.node("n1");
    fleet.run(5_000);
    refuse(Refusal.POLICY_ABSURD, null, markOf(0, 2_000, 4_000));
    refuse(Refusal.POLICY_ABSURD, null, markOf(-1, 2_000, 4_000));
    refuse(Refusal.POLICY_ABSURD, null, markOf(1_500, 1_000, 4_000));
    refuse(Refusal.POLICY_ABSURD, null, markOf(1_500, 2_000, 1_999));
    fleet.node("n1").dies();
    fleet.run(4_000);
    assertThat(fleet.words("n1")).last().isEqualTo("SUSPECT SILENT");
  }

  private static PolicyMark markOf(int suspect, int dead, int correlated) {
    var mark = new PolicyMark();
    mark.setPool("p");
    mark.setVersion(1);
    mark.setLiveness(new LivenessPolicy(Detector.FIXED, suspect, dead, correlated));
    return mark;
  }

  @Test
  void aNodeOfMoreIncarnationsThanAnyHonestOneHasIsRefusedUntilSomeAreOver() {
    var agent = fleet.stranger("n1").beat();
    for (int i = 0; i < Trouble.MOST_EARLIER; i++) {
      agent.restarts("boot-of-" + i).beat();
    }
    agent.restarts("one-too-many");
    int before = fleet.statuses().size();

    refuse(Refusal.TOO_MANY_INCARNATIONS, "n1", agent.heartbeat());

    assertThat(fleet.statuses()).hasSize(before);
    fleet.run(60_000);
    agent.beat();
    assertThat(fleet.newest("n1").getState()).isEqualTo(NodeState.ALIVE);
    assertThat(fleet.newest("n1").getBootId()).isEqualTo("one-too-many");
  }

  @Test
  void aPulserWhoseClockRunsWildNeitherKillsNorHidesAnybody() {
    var random = new Random(1);
    fleet.nodes(3);
    for (int i = 0; i < 240; i++) {
      fleet.run(250).append(null, new Pulse(9L, random.nextLong(), "wild"));
    }
    assertThat(fleet.words("n001")).containsExactly("ALIVE JOINED");
    fleet.node("n001").dies();
    for (int i = 0; i < 28; i++) {
      fleet.run(250).append(null, new Pulse(9L, random.nextLong(), "wild"));
    }
    assertThat(fleet.words("n001")).last().isEqualTo("DEAD SILENT");
  }

  private void refuse(Refusal refusal, String key, org.apache.avro.specific.SpecificRecord value) {
    int before = fleet.all(Verdict.Refused.class).size();
    fleet.append(key, value);
    List<Verdict.Refused> refused = fleet.all(Verdict.Refused.class);
    assertThat(refused).hasSize(before + 1);
    assertThat(refused.get(before).refusal()).isEqualTo(refusal);
  }

  private Heartbeat sentAt(long millis) {
    Heartbeat heartbeat = fleet.stranger("n1").heartbeat();
    heartbeat.setSentAtMillis(millis);
    return heartbeat;
  }

  private Heartbeat withBoot(String boot) {
    Heartbeat heartbeat = fleet.stranger("n1").heartbeat();
    heartbeat.setBootId(boot);
    return heartbeat;
  }
}
