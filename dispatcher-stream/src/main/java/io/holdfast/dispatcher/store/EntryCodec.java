package io.holdfast.dispatcher.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An entry of the state as bytes.
 *
 * <pre>
 *  ┌──────────────────┬────────────────────────────────────────────┐
 *  │ layout, 4 bytes  │ components in declared order               │
 *  └──────────────────┴────────────────────────────────────────────┘
 * </pre>
 *
 * The layout is a hash of the names and types of all components, nested ones too: bytes of another
 * layout are refused in words, because a guess would be a wrong decision later.
 *
 * @param <R> type of the entry
 */
final class EntryCodec<R extends Record> {

  private final Class<R> type;
  private final Layout layout;
  private final int hash;

  EntryCodec(Class<R> type) {
    this.type = type;
    layout = Layout.of(type);
    hash = layout.hash();
  }

  byte[] write(R entry) {
    var bytes = new ByteArrayOutputStream(256);
    try {
      var out = new DataOutputStream(bytes);
      out.writeInt(hash);
      layout.write(entry, out);
    } catch (IOException e) {
      throw new UncheckedIOException("a " + type.getSimpleName() + " can not be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalStateException when it was written by another version
   */
  R read(byte[] bytes) {
    try {
      var in = new DataInputStream(new ByteArrayInputStream(bytes));
      if (in.readInt() != hash) {
        throw new IllegalStateException(
            "the stored state is of another version of the dispatcher: stop it, and let `holdfast reset"
                + " dispatcher-stream` build it anew from the topics");
      }
      return type.cast(layout.read(in));
    } catch (IOException e) {
      throw new UncheckedIOException("a " + type.getSimpleName() + " can not be read", e);
    }
  }
}
