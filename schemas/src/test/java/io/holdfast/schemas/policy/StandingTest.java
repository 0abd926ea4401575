package io.holdfast.schemas.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.Operation;
import io.holdfast.records.OperationKind;
import org.junit.jupiter.api.Test;

class StandingTest {

  private static final long NOW = 1_800_000_000_000L;

  @Test
  void aDrainHoldsUntilItIsTakenBack() {
    Standing drained = Standing.NONE.after(operation(OperationKind.DRAIN, null), NOW);

    assertThat(drained.drain()).isPresent();
    assertThat(drained.after(operation(OperationKind.UNDRAIN, null), NOW).drain()).isEmpty();
  }

  @Test
  void maintenanceHoldsForAsLongAsItWasAnnounced() {
    Standing standing =
        Standing.NONE.after(operation(OperationKind.MAINTENANCE_BEGIN, 60_000L), NOW);

    assertThat(standing.maintenance(NOW + 59_999)).isPresent();
    assertThat(standing.maintenance(NOW + 60_000)).isEmpty();
  }

  @Test
  void maintenanceWithoutADeadlineHoldsUntilItsEnd() {
    Standing standing = Standing.NONE.after(operation(OperationKind.MAINTENANCE_BEGIN, null), NOW);

    assertThat(standing.maintenance(Long.MAX_VALUE - 1)).isPresent();
    assertThat(standing.after(operation(OperationKind.MAINTENANCE_END, null), NOW).maintenance(NOW))
        .isEmpty();
  }

  @Test
  void theTargetOfAMoveStandsAsItStood() {
    Standing drained = Standing.NONE.after(operation(OperationKind.DRAIN, null), NOW);

    assertThat(drained.after(operation(OperationKind.MOVE, null), NOW)).isEqualTo(drained);
  }

  private static Operation operation(OperationKind kind, Long deadlineMillis) {
    return Operation.newBuilder()
        .setId("o")
        .setPool("gpu")
        .setKind(kind)
        .setNode("n1")
        .setDeadlineMillis(deadlineMillis)
        .setReason("new fans")
        .setBy("ada")
        .build();
  }
}
