package io.holdfast.e2e.faults.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.faults.Rounds;
import io.holdfast.health.cluster.Cluster;
import io.holdfast.records.NodeStatus;
import io.holdfast.sandbox.BrokerProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxException;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.sandbox.SandboxPlan;
import io.holdfast.schemas.time.Profile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The observer is the one who fails: the broker, health-stream, or both. One node dies meanwhile.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OutageFaults {

  /** Reconnect budget and two beats: until then nobody is taken for dead after an outage. */
  private static final long GRACE = 12_000;

  private static final long DEAD_AFTER = Profile.DEFAULT.deadAfter().toMillis();

  /** For pulses that are late, and machines that are busy. */
  private static final long SLACK = 5_000;

  @RegisterExtension
  static final SandboxExtension sandbox =
      SandboxExtension.ofItsOwn(SandboxPlan.of(Part.BROKER, Part.REGISTRY).withBrokerProcess());

  @TempDir static Path directory;

  private Watch watch;

  /** The time between two stalls of a broker that stutters. */
  private static final long STUTTER = 8_000;

  /**
   * A log that stutters may excuse a silence by three graces that begin within it: the first a
   * stutter after the node's death at most, the others a stutter later each, and the last must be
   * over. Of each stall less than half a second is not counted as time.
   */
  private static final long HIDDEN_BY_STUTTERS = 3 * STUTTER + GRACE;

  /** What the bound for finding the dead is measured from. */
  private enum Since {
    /** The end of the outage, or the death if that was later. */
    OUTAGE,
    DEATH
  }

  /** What happens to the observer; {@code killOne} says when the node dies. */
  private interface Outage {
    void happen(BrokerProcess broker, Random random, Runnable killOne) throws Exception;
  }

  @BeforeAll
  void start() {
    watch =
        new Watch(
            new Cluster(sandbox.bootstrapServers(), sandbox.registryUrl(), "outages.", directory));
  }

  @AfterAll
  void stop() {
    if (watch != null) {
      watch.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 20, 60})
  void aBrokerThatStandsStillKillsNobody(int seconds) {
    survive(
        "broker stopped for " + seconds + " s",
        Since.OUTAGE,
        GRACE + DEAD_AFTER,
        (broker, random, killOne) -> {
          broker.suspend();
          int before = random.nextInt(seconds);
          TimeUnit.SECONDS.sleep(before);
          killOne.run();
          TimeUnit.SECONDS.sleep(seconds - before);
          broker.resume();
        });
  }

  @Test
  void aBrokerThatRestartsKillsNobody() {
    survive(
        "broker restarted",
        Since.OUTAGE,
        GRACE + DEAD_AFTER,
        (broker, random, killOne) -> {
          broker.kill();
          killOne.run();
          startPatiently(broker);
        });
  }

  /** A machine that is busy may take longer than a start is usually given. */
  private static void startPatiently(BrokerProcess broker) {
    for (int attempt = 1; ; attempt++) {
      try {
        broker.start();
        return;
      } catch (SandboxException e) {
        if (attempt == 4) {
          throw e;
        }
      }
    }
  }

  @Test
  void aBrokerThatStuttersKillsNobodyAndHidesNobody() {
    survive(
        "broker stopped for 1.2 s every 8 s",
        Since.DEATH,
        HIDDEN_BY_STUTTERS,
        (broker, random, killOne) -> {
          int dies = random.nextInt(3);
          for (int i = 0; i < 8; i++) {
            if (i == dies) {
              killOne.run();
            }
            broker.suspend();
            TimeUnit.MILLISECONDS.sleep(1_200);
            broker.resume();
            TimeUnit.MILLISECONDS.sleep(STUTTER - 1_200);
          }
        });
  }

  @Test
  void agentsThatComeBackLaterThanThePulsesAreNotDead() {
    survive(
        "agents back 10 s after the pulses",
        Since.OUTAGE,
        GRACE + DEAD_AFTER,
        (broker, random, killOne) -> {
          broker.suspend();
          watch.fleet().hold();
          killOne.run();
          TimeUnit.SECONDS.sleep(15);
          long back = System.nanoTime();
          broker.resume();
          watch.verdicts().awaitObserved(Duration.ofMillis(500));
          // Seen late where the machine is busy; the pulses themselves come at once.
          TimeUnit.NANOSECONDS.sleep(back + 9_500_000_000L - System.nanoTime());
          watch.fleet().release();
        });
  }

  @Test
  void brokerAndTheOnlyObserverAwayTogetherKillNobody() {
    survive(
        "broker and health-stream stopped for 20 s",
        Since.OUTAGE,
        GRACE + DEAD_AFTER,
        (broker, random, killOne) -> {
          watch.health().suspend();
          broker.suspend();
          killOne.run();
          TimeUnit.SECONDS.sleep(20);
          broker.resume();
          TimeUnit.MILLISECONDS.sleep(random.nextInt(2_000));
          watch.health().resume();
        });
    survive(
        "broker stopped and health-stream killed for 60 s",
        Since.OUTAGE,
        GRACE + DEAD_AFTER,
        (broker, random, killOne) -> {
          watch.health().kill();
          broker.suspend();
          killOne.run();
          TimeUnit.SECONDS.sleep(60);
          broker.resume();
          watch.startHealth();
          watch.verdicts().awaitObserved(Duration.ofMillis(500));
        });
  }

  private void survive(String what, Since since, long bound, Outage outage) {
    Rounds.orUsual(1)
        .play(
            "liveness, " + what,
            seed -> {
              var random = new Random(seed);
              var victim = new String[1];
              var died = new long[1];
              watch.verdicts().awaitAllJudged();
              outage.happen(
                  sandbox.brokerProcess(),
                  random,
                  () -> {
                    victim[0] = watch.killOne(random);
                    died[0] = System.currentTimeMillis();
                  });
              long back = System.currentTimeMillis();
              NodeStatus dead = watch.awaitDeath(victim[0]);
              long from = since == Since.DEATH ? died[0] : Math.max(died[0], back);
              assertThat(dead.getDecidedAtMillis() - from)
                  .as("%s: ms until found", what)
                  .isLessThan(bound + SLACK);
              watch.assertNobodyElseDied();
              int compared = watch.assertEqualToOfflineFold(what);
              System.out.printf(
                  "liveness, %s: %s found %.1f s after its death, %.1f s after the outage; nobody"
                      + " else of %d; %d verdicts equal to the offline fold%n",
                  what,
                  victim[0],
                  (dead.getDecidedAtMillis() - died[0]) / 1e3,
                  Math.max(0, dead.getDecidedAtMillis() - back) / 1e3,
                  Watch.NODES,
                  compared);
            });
  }
}
