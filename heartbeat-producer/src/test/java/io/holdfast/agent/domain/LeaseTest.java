package io.holdfast.agent.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.domain.Lease.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeaseTest {

  private final Lease lease = new Lease(100);

  @Test
  void itBeginsWhenTheAgentIsHeardAndHears() {
    assertThat(lease.acknowledged(10, 12)).as("deaf").isEqualTo(State.AWAITED);

    hear(15);

    assertThat(lease.acknowledged(20, 22)).isEqualTo(State.HELD);
    assertThat(lease.end()).as("from the time it was sent").isEqualTo(120);
  }

  @Test
  void itIsRenewedByAcknowledgementAndAPositionAtTheEnd() {
    hold();
    hear(50);

    lease.acknowledged(60, 65);

    assertThat(lease.end()).isEqualTo(160);
  }

  @Test
  void anAcknowledgementAloneDoesNotRenewForEver() {
    hold();
    lease.acknowledged(114, 116);
    assertThat(lease.end()).as("it heard less than a duration before").isEqualTo(214);

    lease.acknowledged(115, 117);
    assertThat(lease.end()).as("heard, but deaf for a duration").isEqualTo(214);

    assertThat(lease.state(213)).isEqualTo(State.HELD);
    assertThat(lease.state(214)).isEqualTo(State.OVER);
  }

  @Test
  void anEndThatWasNotReachedProvesNothing() {
    hold();
    lease.endAnswered(50, 1_000);
    lease.reached(999);
    lease.acknowledged(118, 119);
    assertThat(lease.end()).isEqualTo(120);

    lease.reached(1_000);
    lease.acknowledged(118, 119);

    assertThat(lease.end()).isEqualTo(218);
  }

  /** What holds the lease when the log stands still is the newest heartbeat before. */
  @Test
  void eachAcknowledgementRenewsIt() {
    hold();
    for (long sentAt = 30; sentAt < 110; sentAt += 10) {
      lease.acknowledged(sentAt, sentAt + 1);
      assertThat(lease.end()).isEqualTo(sentAt + 100);
    }
  }

  @Test
  void whatIsOverStaysOver() {
    hold();
    hear(50);

    assertThat(lease.acknowledged(90, 120)).as("acknowledged too late").isEqualTo(State.OVER);
    hear(130);
    assertThat(lease.acknowledged(135, 136)).isEqualTo(State.OVER);
    assertThat(lease.state(137)).isEqualTo(State.OVER);
  }

  @Test
  void anOlderAcknowledgementDoesNotShortenIt() {
    hold();
    hear(50);
    lease.acknowledged(60, 65);

    lease.acknowledged(40, 66);

    assertThat(lease.end()).isEqualTo(160);
  }

  /**
   * Requests are delayed, lost and reordered; the log cuts out. Judged from outside: the lease is
   * never held at a time further than its duration from the sending of a heartbeat that arrived,
   * nor further than two durations from a question to which the agent read the answer.
   */
  @Test
  void itIsNeverHeldLongerThanItsProof() {
    for (long seed = 0; seed < 2_000; seed++) {
      live(seed);
    }
  }

  private static void live(long seed) {
    var random = new Random(seed);
    var tested = new Lease(100);
    long newestArrived = Long.MIN_VALUE / 2;
    List<long[]> questions = new ArrayList<>();
    long end = 0;
    long position = 0;
    boolean wasOver = false;
    for (long now = 0; now < 5_000; now += 1 + random.nextInt(10)) {
      switch (random.nextInt(4)) {
        case 0 -> {
          long sentAt = now - random.nextInt(150);
          tested.acknowledged(sentAt, now);
          newestArrived = Math.max(newestArrived, sentAt);
        }
        case 1 -> {
          long askedAt = now - random.nextInt(80);
          end += random.nextInt(2);
          questions.add(new long[] {askedAt, end});
          tested.endAnswered(askedAt, end);
        }
        case 2 -> {
          position = Math.max(position, end - random.nextInt(2));
          tested.reached(position);
        }
        default -> now += random.nextInt(12) == 0 ? 150 : 0;
      }
      State state = tested.state(now);
      if (state == State.HELD) {
        assertThat(now - newestArrived).as("seed %d, heard, at %d", seed, now).isLessThan(100);
        assertThat(now - newestReached(questions, position))
            .as("seed %d, hears, at %d", seed, now)
            .isLessThan(200);
        assertThat(wasOver).as("seed %d, came back, at %d", seed, now).isFalse();
      }
      wasOver |= state == State.OVER;
    }
  }

  @Test
  void anIncarnationThatMayHaveBeenHeardLongAgoNeverBegins() {
    Lease unheard = new Lease(100);
    unheard.sending(10);
    hearOn(unheard, 105);

    assertThat(unheard.acknowledged(108, 109)).isEqualTo(State.HELD);

    Lease late = new Lease(100);
    late.sending(10);
    hearOn(late, 105);

    assertThat(late.acknowledged(108, 110)).isEqualTo(State.OVER);
  }

  @Test
  void aLeaseThatIsHandedOverGoesOnAndNoLonger() {
    Lease resumed = Lease.resumed(100, 90);

    assertThat(resumed.state(89)).isEqualTo(State.HELD);
    assertThat(resumed.acknowledged(50, 60)).isEqualTo(State.HELD);
    assertThat(resumed.end()).as("heard, but does not hear").isEqualTo(90);
    hearOn(resumed, 61);
    resumed.acknowledged(62, 63);
    assertThat(resumed.end()).isEqualTo(152);
  }

  private static void hearOn(Lease lease, long askedAt) {
    lease.endAnswered(askedAt, 7);
    lease.reached(7);
  }

  private static long newestReached(List<long[]> questions, long position) {
    return questions.stream()
        .filter(question -> question[1] <= position)
        .mapToLong(question -> question[0])
        .max()
        .orElse(Long.MIN_VALUE / 2);
  }

  private void hold() {
    hear(15);
    lease.acknowledged(20, 22);
  }

  private void hear(long askedAt) {
    lease.endAnswered(askedAt, 7);
    lease.reached(7);
  }
}
