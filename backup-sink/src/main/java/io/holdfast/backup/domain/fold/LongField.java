package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.CopyText;
import java.util.Arrays;

/**
 * A field of COPY text that comes piece by piece, and goes aside when it gets longer than {@link
 * CopyText#LONGEST}.
 */
public final class LongField {

  private final LongTexts aside;
  private final long longest;
  private byte[] held = new byte[1 << 10];
  private int length;
  private LongTexts.Writer writer;

  private LongField(LongTexts aside, long longest) {
    this.aside = aside;
    this.longest = longest;
  }

  public static LongField aside(LongTexts aside) {
    return new LongField(aside, CopyText.LONGEST);
  }

  /** A field that is held however long it is. */
  static LongField held() {
    return new LongField(
        () -> {
          throw new IllegalStateException("nothing lies aside here");
        },
        Long.MAX_VALUE);
  }

  /** Takes the next piece, as COPY writes it. */
  public void append(byte[] bytes, int from, int count) {
    if (writer == null && (long) length + count > longest) {
      writer = aside.begin();
      writer.append(held, 0, length);
    }
    if (writer != null) {
      writer.append(bytes, from, count);
      return;
    }
    if (length + count > held.length) {
      held = Arrays.copyOf(held, Math.max(length + count, 2 * held.length));
    }
    System.arraycopy(bytes, from, held, length, count);
    length += count;
  }

  /** The field as it stands in a line; the next one begins. */
  public byte[] end() {
    byte[] field = writer == null ? Arrays.copyOf(held, length) : CopyText.reference(writer.end());
    writer = null;
    length = 0;
    return field;
  }
}
