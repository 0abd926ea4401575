package io.holdfast.backup.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SnapshotTest {

  @Test
  void whatWasInProgressIsNotSeen() {
    Snapshot snapshot = Snapshot.parse("100:105:101,103");

    assertThat(snapshot.sees(99)).isTrue();
    assertThat(snapshot.sees(100)).isTrue();
    assertThat(snapshot.sees(101)).isFalse();
    assertThat(snapshot.sees(102)).isTrue();
    assertThat(snapshot.sees(103)).isFalse();
    assertThat(snapshot.sees(105)).isFalse();
  }

  @Test
  void idsWrapAround() {
    Snapshot snapshot = Snapshot.parse("8589934590:8589934595:8589934591");

    assertThat(snapshot.sees(0xffff_fffdL)).isTrue();
    assertThat(snapshot.sees(0xffff_ffffL)).isFalse();
    assertThat(snapshot.sees(1)).isTrue();
    assertThat(snapshot.sees(3)).isFalse();
  }

  @Test
  void whatIsNoSnapshotIsRefused() {
    assertThatThrownBy(() -> Snapshot.parse("100")).isInstanceOf(IllegalArgumentException.class);
  }
}
