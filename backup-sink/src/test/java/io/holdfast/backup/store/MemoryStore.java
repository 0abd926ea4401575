package io.holdfast.backup.store;

import io.holdfast.backup.format.Layout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A store in memory that breaks in the ways that stores do. */
public final class MemoryStore implements ObjectStore {

  /** What it does with the next puts. */
  public enum Mood {
    WELL,
    /** Does not answer, and does nothing. */
    AWAY,
    /** Does what it is asked, but the answer is an error. */
    ANSWERS_LOST,
    /** Does what it is asked, when {@link #release} is called. */
    HANGING,
    /** Takes its time for everything. */
    SLOW,
    /** Puts over what it has, which no store may. */
    OVERWRITING
  }

  private final String name;
  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile Mood mood = Mood.WELL;
  private volatile Duration pace = Duration.ZERO;
  private volatile int opened;
  private volatile boolean hanging;
  private final AtomicReference<Meanwhile> meanwhile = new AtomicReference<>(() -> {});

  public MemoryStore(String name) {
    this.name = name;
  }

  public void is(Mood now) {
    mood = now;
  }

  /** What it takes for each call. */
  public void isSlow(Duration each) {
    pace = each;
    mood = Mood.SLOW;
  }

  /** What happens while others are read. */
  public interface Meanwhile {
    void happens() throws IOException;
  }

  /** Before manifests are listed the next time. */
  public void beforeNextList(Meanwhile next) {
    meanwhile.set(next);
  }

  /** What hangs goes on. */
  public void release() {
    mood = Mood.WELL;
    released.countDown();
  }

  /** Whether something waits for {@link #release}. */
  public boolean isHanging() {
    return hanging;
  }

  /** All objects, to be changed by hand. */
  public ConcurrentSkipListMap<String, byte[]> objects() {
    return objects;
  }

  /** How many objects were read. */
  public int opened() {
    return opened;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void prepare() throws IOException {
    probe();
  }

  @Override
  public void probe() throws IOException {
    if (mood == Mood.AWAY) {
      throw new IOException("away");
    }
    if (mood == Mood.SLOW) {
      LockSupport.parkNanos(pace.toNanos());
    }
  }

  @Override
  public void put(String object, Path content) throws IOException {
    put(object, Files.readAllBytes(content));
  }

  @Override
  public void put(String object, byte[] content) throws IOException {
    probe();
    if (mood == Mood.HANGING) {
      hang();
    }
    if (mood == Mood.OVERWRITING) {
      objects.put(object, content);
      return;
    }
    byte[] there = objects.putIfAbsent(object, content);
    if (there != null && !Arrays.equals(there, content)) {
      throw ForkedStoreException.of(name, object);
    }
    if (mood == Mood.ANSWERS_LOST) {
      throw new IOException("timed out");
    }
  }

  private void hang() throws IOException {
    hanging = true;
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public InputStream open(String object) throws IOException {
    probe();
    opened++;
    byte[] content = objects.get(object);
    if (content == null) {
      throw new NoSuchFileException(object);
    }
    return new ByteArrayInputStream(content);
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    probe();
    if (prefix.endsWith(Layout.group(0))) {
      meanwhile.getAndSet(() -> {}).happens();
    }
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  @Override
  public List<String> directories(String prefix) throws IOException {
    return list(prefix).stream()
        .map(key -> key.substring(prefix.length()))
        .filter(rest -> rest.contains("/"))
        .map(rest -> rest.substring(0, rest.indexOf('/')))
        .distinct()
        .toList();
  }
}
