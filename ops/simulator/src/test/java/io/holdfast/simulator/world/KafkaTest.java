package io.holdfast.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KafkaTest {

  private static final long SECOND = 1_000_000_000L;

  private final Scheduler scheduler = new Scheduler();
  private final Kafka kafka = new Kafka(scheduler, Dice.of(1, "kafka"), 1_000);
  private final Log log = kafka.log("topic", 0);
  private final Party party = kafka.party("party", SECOND);
  private final List<Long> answers = new ArrayList<>();

  private void produce(String value) {
    kafka.ask(party, log, () -> kafka.append(log, "key", value, null), answers::add);
  }

  @Test
  void requestsOfOneConnectionAreServedInOrder() {
    for (int i = 0; i < 500; i++) {
      produce("record " + i);
    }

    scheduler.runUntil(10 * SECOND);

    assertThat(answers).hasSize(500).isSorted();
    assertThat(log.value(499)).isEqualTo("record 499");
  }

  @Test
  void anAcknowledgementThatIsCutOffDoesNotUndoTheAppend() {
    kafka.cut(party, 0, true, false);

    produce("heard");
    scheduler.runUntil(SECOND);

    assertThat(log.value(0)).isEqualTo("heard");
    assertThat(answers).isEmpty();
  }

  @Test
  void nobodyIsServedWhileALeaderIsSought() {
    kafka.stop(0, 5 * SECOND);

    produce("lost");
    scheduler.runUntil(SECOND);

    assertThat(log.size()).isZero();
    assertThat(kafka.isReachable(party, log)).isFalse();
  }

  @Test
  void anotherBrokerLeadsAfterTheElection() {
    kafka.stop(0, SECOND);
    scheduler.runUntil(10 * SECOND);

    produce("heard by another");
    scheduler.runUntil(11 * SECOND);

    assertThat(answers).containsExactly(0L);
  }

  @Test
  void aBrokerThatIsElectedForMoreDoesNotLoseThoseWhoTalkToItAlready() {
    // Given
    Log second = kafka.log("led by the second", 0);
    Log third = kafka.log("led by the third", 0);
    List<Party> parties =
        IntStream.range(0, 20).mapToObj(i -> kafka.party("party " + i, 7 * SECOND)).toList();

    // When
    kafka.stop(0, 5 * SECOND);
    scheduler.runUntil(5 * SECOND);

    // Then
    assertThat(parties).allMatch(each -> kafka.isReachable(each, second));
    assertThat(parties).allMatch(each -> kafka.isReachable(each, third));
    assertThat(parties).anyMatch(each -> !kafka.isReachable(each, log));
  }

  @Test
  void aReaderWaitsForTheFirstOpenTransaction() {
    // Given
    var transaction = new Transaction();
    kafka.append(log, "key", "plain", null);
    kafka.append(log, "key", "within", transaction);
    kafka.append(log, "key", "after", null);
    int before = log.stableEnd();

    // When
    transaction.commit();

    // Then
    assertThat(before).isEqualTo(1);
    assertThat(log.stableEnd()).isEqualTo(3);
  }

  @Test
  void whatWasAbortedIsNotRead() {
    var transaction = new Transaction();
    kafka.append(log, "key", "within", transaction);

    transaction.abortIfOpen();

    assertThat(log.stableEnd()).isEqualTo(1);
    assertThat(log.value(0)).isNull();
  }
}
