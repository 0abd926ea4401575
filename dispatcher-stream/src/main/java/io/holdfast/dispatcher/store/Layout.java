package io.holdfast.dispatcher.store;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a value of one type is written; made once per type by reflection over records. */
abstract class Layout {

  abstract void write(Object value, DataOutput out) throws IOException;

  abstract Object read(DataInput in) throws IOException;

  /** Names and types, for the hash. */
  abstract String describe();

  /** To be asked for once: the text is made anew each time. */
  int hash() {
    return describe().hashCode();
  }

  static Layout of(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      if (parameterized.getRawType() == List.class) {
        return new OfList(of(arguments[0]));
      }
      if (parameterized.getRawType() == SortedMap.class) {
        return new OfMap(of(arguments[0]), of(arguments[1]));
      }
    } else if (type instanceof Class<?> plain) {
      if (plain.isRecord()) {
        return new OfRecord(plain);
      }
      if (plain.isEnum()) {
        return new OfEnum(plain);
      }
      return Scalar.of(plain);
    }
    throw new IllegalArgumentException("no layout for " + type);
  }

  private static final class OfList extends Layout {
    private final Layout element;

    OfList(Layout element) {
      this.element = element;
    }

    @Override
    void write(Object value, DataOutput out) throws IOException {
      List<?> list = (List<?>) value;
      out.writeInt(list.size());
      for (Object e : list) {
        element.write(e, out);
      }
    }

    @Override
    Object read(DataInput in) throws IOException {
      int size = in.readInt();
      List<Object> list = new ArrayList<>(Math.min(size, 1 << 16));
      for (int i = 0; i < size; i++) {
        list.add(element.read(in));
      }
      return list;
    }

    @Override
    String describe() {
      return "[" + element.describe() + "]";
    }
  }

  private static final class OfMap extends Layout {
    private final Layout key;
    private final Layout element;

    OfMap(Layout key, Layout element) {
      this.key = key;
      this.element = element;
    }

    @Override
    void write(Object value, DataOutput out) throws IOException {
      Map<?, ?> map = (Map<?, ?>) value;
      out.writeInt(map.size());
      for (Map.Entry<?, ?> e : map.entrySet()) {
        key.write(e.getKey(), out);
        element.write(e.getValue(), out);
      }
    }

    @Override
    Object read(DataInput in) throws IOException {
      int size = in.readInt();
      var map = new TreeMap<Object, Object>();
      for (int i = 0; i < size; i++) {
        Object k = key.read(in);
        map.put(k, element.read(in));
      }
      return map;
    }

    @Override
    String describe() {
      return "{" + key.describe() + ":" + element.describe() + "}";
    }
  }

  private static final class OfEnum extends Layout {
    private final Object[] constants;

    OfEnum(Class<?> type) {
      constants = type.getEnumConstants();
    }

    @Override
    void write(Object value, DataOutput out) throws IOException {
      out.writeByte(value == null ? -1 : ((Enum<?>) value).ordinal());
    }

    @Override
    Object read(DataInput in) throws IOException {
      int ordinal = in.readByte();
      return ordinal < 0 ? null : constants[ordinal];
    }

    @Override
    String describe() {
      return Arrays.toString(constants);
    }
  }

  private static final class OfRecord extends Layout {
    private final String[] names;
    private final Layout[] layouts;
    private final MethodHandle[] getters;
    private final MethodHandle constructor;

    OfRecord(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      names = new String[components.length];
      layouts = new Layout[components.length];
      getters = new MethodHandle[components.length];
      Class<?>[] types = new Class<?>[components.length];
      var lookup = MethodHandles.publicLookup();
      try {
        for (int i = 0; i < components.length; i++) {
          names[i] = components[i].getName();
          layouts[i] = of(components[i].getGenericType());
          getters[i] = lookup.unreflect(components[i].getAccessor());
          types[i] = components[i].getType();
        }
        constructor =
            lookup
                .unreflectConstructor(type.getDeclaredConstructor(types))
                .asSpreader(Object[].class, types.length);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(type + " is not open to be stored", e);
      }
    }

    @Override
    void write(Object value, DataOutput out) throws IOException {
      out.writeBoolean(value != null);
      for (int i = 0; value != null && i < layouts.length; i++) {
        layouts[i].write(get(i, value), out);
      }
    }

    private Object get(int component, Object value) {
      try {
        return getters[component].invoke(value);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    Object read(DataInput in) throws IOException {
      if (!in.readBoolean()) {
        return null;
      }
      Object[] values = new Object[layouts.length];
      for (int i = 0; i < layouts.length; i++) {
        values[i] = layouts[i].read(in);
      }
      try {
        return constructor.invoke(values);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    String describe() {
      var text = new StringBuilder("(");
      for (int i = 0; i < names.length; i++) {
        text.append(names[i]).append(' ').append(layouts[i].describe()).append(',');
      }
      return text.append(')').toString();
    }
  }
}
