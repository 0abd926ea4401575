package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.LongText;

/** Takes what is too long to be held. */
public interface LongTexts {

  /** Begins a field; one at a time. */
  Writer begin();

  /** Takes one field, as COPY writes it. */
  interface Writer {

    void append(byte[] bytes, int from, int length);

    /** The field is whole. */
    LongText end();
  }
}
