package io.holdfast.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.health.domain.Fold;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A generation that cannot be used is as good as none: the one before it is, or the log. */
class CheckpointsTest {

  private static final int ALL = 1_000;

  private final CrashingStore store = new CrashingStore("checkpoints");
  private final Checkpoints checkpoints = new Checkpoints(store);

  @Test
  void theNewestThatIsOldEnoughIsRead() {
    write(1, 10, 100);
    write(1, 20, 200);
    write(1, 30, 300);

    assertThat(read(1, 30)).isEqualTo(200);
    assertThat(read(1, 31)).isEqualTo(300);
    assertThat(read(1, 10)).isZero();
  }

  @Test
  void oneOfAnotherFormatIsAsGoodAsNoneAndIsWrittenOverFirst() {
    write(1, 10, 100);
    write(1, 20, 200);
    write(1, 30, 300);

    assertThat(read(2, 31)).isZero();

    write(2, 40, 400);
    assertThat(read(2, 41)).isEqualTo(400);
    assertThat(read(1, 41)).as("the others are there still").isEqualTo(300);
  }

  @Test
  void oneThatWasAlteredIsPassedOver() {
    write(1, 10, 100);
    write(1, 20, 200);
    byte[] firstChunkOfTheSecond = {1, 0, 0, 0, 0};
    byte[] altered = store.get(firstChunkOfTheSecond).clone();
    altered[altered.length - 1] ^= 1;
    store.put(firstChunkOfTheSecond, altered);

    assertThat(read(1, 21)).isEqualTo(100);
  }

  private void write(int format, long offset, long state) {
    checkpoints.begin(new Number(format, state), offset);
    checkpoints.proceed(ALL);
  }

  /** The state that is true before the offset; 0 if there is none. */
  private long read(int format, long offset) {
    var fold = new Number(format, 0);
    checkpoints.read(fold, offset);
    return fold.state;
  }

  /** A fold whose state is one number. */
  private static final class Number implements Fold<Void> {
    private final int format;
    private long state;

    Number(int format, long state) {
      this.format = format;
      this.state = state;
    }

    @Override
    public void accept(
        long offset, long brokerMillis, String key, Object value, Consumer<? super Void> out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long observedNanos() {
      return 0;
    }

    @Override
    public int format() {
      return format;
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
      out.writeLong(state);
    }

    @Override
    public void readFrom(DataInput in) throws IOException {
      state = in.readLong();
    }
  }
}
