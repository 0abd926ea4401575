package io.holdfast.dispatcher.store;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Layouts of what has no parts. Objects may be null, which takes a byte more. */
enum Scalar {
  TEXT(String.class) {
    @Override
    void write(Object value, DataOutput out) throws IOException {
      byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }

    @Override
    Object read(DataInput in) throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  },
  LONG(Long.class) {
    @Override
    void write(Object value, DataOutput out) throws IOException {
      out.writeLong((Long) value);
    }

    @Override
    Object read(DataInput in) throws IOException {
      return in.readLong();
    }
  },
  INTEGER(Integer.class) {
    @Override
    void write(Object value, DataOutput out) throws IOException {
      out.writeInt((Integer) value);
    }

    @Override
    Object read(DataInput in) throws IOException {
      return in.readInt();
    }
  },
  DOUBLE(Double.class) {
    @Override
    void write(Object value, DataOutput out) throws IOException {
      out.writeDouble((Double) value);
    }

    @Override
    Object read(DataInput in) throws IOException {
      return in.readDouble();
    }
  },
  BOOLEAN(Boolean.class) {
    @Override
    void write(Object value, DataOutput out) throws IOException {
      out.writeBoolean((Boolean) value);
    }

    @Override
    Object read(DataInput in) throws IOException {
      return in.readBoolean();
    }
  };

  private final Class<?> type;

  Scalar(Class<?> type) {
    this.type = type;
  }

  abstract void write(Object value, DataOutput out) throws IOException;

  abstract Object read(DataInput in) throws IOException;

  static Layout of(Class<?> type) {
    Class<?> boxed = java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    for (Scalar scalar : values()) {
      if (scalar.type == boxed) {
        return type.isPrimitive() ? scalar.bare() : scalar.nullable();
      }
    }
    throw new IllegalArgumentException("no layout for " + type);
  }

  private Layout bare() {
    Scalar scalar = this;
    return new Layout() {
      @Override
      void write(Object value, DataOutput out) throws IOException {
        scalar.write(value, out);
      }

      @Override
      Object read(DataInput in) throws IOException {
        return scalar.read(in);
      }

      @Override
      String describe() {
        return scalar.name();
      }
    };
  }

  private Layout nullable() {
    Scalar scalar = this;
    return new Layout() {
      @Override
      void write(Object value, DataOutput out) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
          scalar.write(value, out);
        }
      }

      @Override
      Object read(DataInput in) throws IOException {
        return in.readBoolean() ? scalar.read(in) : null;
      }

      @Override
      String describe() {
        return scalar.name() + "?";
      }
    };
  }
}
