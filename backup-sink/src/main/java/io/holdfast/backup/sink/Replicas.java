package io.holdfast.backup.sink;

import io.holdfast.backup.config.SinkConfig;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.format.Sha256;
import io.holdfast.backup.seal.Keyset;
import io.holdfast.backup.store.ForkedStoreException;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores of a chain, as copies of what Kafka decided.
 *
 * <p>An object goes to every store that is in sync before its manifest is decided, and the manifest
 * after. A store that fails is behind from there; it is caught up from the others, in order, so
 * that it always holds a prefix. One that holds other bytes is quarantined.
 */
public final class Replicas implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Replicas.class);

  /** How long the stores that are in sync wait for one that is caught up, at a time. */
  private static final Duration CATCH_UP = Duration.ofMillis(300);

  /** The same for one that has answered late, and lacks no more than {@link #FEW} manifests. */
  private static final Duration LAST_STEPS = Duration.ofSeconds(5);

  private static final int FEW = 8;

  /** For pieces of a base, which may be large, while nobody waits. */
  private static final Duration NO_HURRY = Duration.ofHours(6);

  private final String chainDirectory;
  private final String chain;
  private final int minStores;
  private final Duration patience;
  private final List<Replica> replicas;
  private final Path spool;
  private final Sealer sealer;
  private final ExecutorService writers;

  /**
   * @param keys what objects are encrypted with; empty for not at all
   */
  public Replicas(
      String database,
      String chain,
      List<ObjectStore> stores,
      SinkConfig config,
      Path spool,
      Optional<Keyset> keys) {
    this.chain = chain;
    this.chainDirectory = Layout.chain(database, chain);
    this.minStores = config.minStores();
    this.patience = config.storeTimeout();
    this.spool = spool;
    this.sealer = new Sealer(keys, chainDirectory, spool);
    this.replicas = stores.stream().map(Replica::new).toList();
    this.writers =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "store-writer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** For a chain that begins now: every store that answers is in sync, and holds nothing of it. */
  public synchronized void beginEmpty() {
    replicas.forEach(Replica::inSync);
  }

  /** What a store does for {@link #each}. */
  private interface Write {
    void to(ObjectStore store) throws IOException;
  }

  /**
   * An object that stores hold.
   *
   * @param entry its entry in a manifest
   * @param stores names of the stores that hold it durably
   */
  public record Kept(StoredObject.Builder entry, List<String> stores) {}

  /**
   * Keeps content, however large, in every store that is in sync; encrypted where there are keys.
   *
   * @throws IOException when fewer stores took it than have to
   */
  public Kept keep(String name, ObjectKind kind, Path content) throws IOException {
    try (Sealed sealed = seal(content)) {
      StoredObject.Builder entry = sealed.entry(name, kind);
      return new Kept(entry, put(entry.getName(), sealed, NO_HURRY));
    }
  }

  /** The content as stores will hold it. */
  Sealed seal(Path content) throws IOException {
    return sealer.seal(content);
  }

  /**
   * Keeps an object in every store that is in sync and answers in time.
   *
   * @throws NotEnoughStoresException when these are fewer than have to be
   */
  void put(String name, Sealed object) throws IOException {
    put(name, object, patience);
  }

  private List<String> put(String name, Sealed object, Duration within) throws IOException {
    List<String> durable =
        each(name, store -> store.put(chainDirectory + name, object.file()), within);
    if (durable.size() < minStores) {
      throw new NotEnoughStoresException(
          "%d of %d stores took %s, but %d have to: %s"
              .formatted(durable.size(), replicas.size(), name, minStores, troubles()));
    }
    return durable;
  }

  /**
   * Of the stores in sync only these took all objects of the manifest that is decided next; the
   * others are behind from here, and are caught up.
   *
   * @return false when these are fewer than have to be: it must not be decided
   */
  public synchronized boolean holdOnly(Set<String> holders) {
    List<Replica> inSync =
        replicas.stream().filter(replica -> replica.state == Replica.State.IN_SYNC).toList();
    if (inSync.stream().filter(replica -> holders.contains(replica.store.name())).count()
        < minStores) {
      return false;
    }
    inSync.stream()
        .filter(replica -> !holders.contains(replica.store.name()))
        .forEach(replica -> replica.troubled("lacks tables that were copied again"));
    return true;
  }

  /** Hands a decided manifest to the stores that hold everything before it. */
  public synchronized List<String> decided(ManifestFile file) {
    Manifest manifest = file.manifest();
    byte[] bytes = file.bytes();
    String name = Layout.manifest(manifest.getNumber());
    List<String> durable = each(name, store -> store.put(chainDirectory + name, bytes), patience);
    for (Replica replica : replicas) {
      if (replica.state == Replica.State.IN_SYNC) {
        replica.nextManifest = manifest.getNumber() + 1;
        replica.durableAtMicros = manifest.getLastCommittedAtMicros();
      }
    }
    return durable;
  }

  /**
   * Writes an object to all stores at once. One that does not answer in time is behind from there;
   * asked for the same object again, it is waited for on: a put that takes longer than one answer
   * may would begin anew for ever.
   */
  private List<String> each(String name, Write write, Duration within) {
    List<CompletableFuture<Boolean>> results = new ArrayList<>();
    List<Replica> asked = new ArrayList<>();
    for (Replica replica : replicas) {
      Optional<CompletableFuture<Boolean>> result =
          replica.state == Replica.State.IN_SYNC
              ? Optional.of(CompletableFuture.supplyAsync(() -> write(replica, write), writers))
              : replica.latePut(name);
      if (result.isPresent()) {
        asked.add(replica);
        results.add(result.get());
      }
    }
    long until = System.nanoTime() + within.toNanos();
    List<String> durable = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Replica replica = asked.get(i);
      if (hasWritten(replica, name, results.get(i), within, until)) {
        replica.took(results.get(i));
        durable.add(replica.store.name());
      }
    }
    return durable;
  }

  private static boolean hasWritten(
      Replica replica,
      String name,
      CompletableFuture<Boolean> result,
      Duration within,
      long until) {
    try {
      return result.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // what it writes late is what catching up would write: the same bytes under the same name
      behind(replica, "did not answer within " + within.toMillis() + " ms");
      replica.busyUntil(name, result);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      behind(replica, "interrupted");
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static boolean write(Replica replica, Write write) {
    try {
      write.to(replica.store);
      return true;
    } catch (ForkedStoreException e) {
      quarantine(replica, e.getMessage());
    } catch (IOException e) {
      behind(replica, e.toString());
    }
    return false;
  }

  /** Says why, once for each reason. */
  private static void behind(Replica replica, String why) {
    if (!why.equals(replica.trouble())) {
      log.atWarn()
          .addKeyValue("store", replica.store.name())
          .addKeyValue("why", why)
          .log("store is behind");
    }
    replica.troubled(why);
  }

  private static void quarantine(Replica replica, String why) {
    log.atError()
        .addKeyValue("store", replica.store.name())
        .addKeyValue("why", why)
        .log("store is quarantined");
    replica.quarantined(why);
  }

  /** Finds how much of a chain that goes on each store holds. */
  public synchronized void survey(Decisions manifests) {
    long decided = newest(manifests);
    attend(replicas, replica -> survey(replica, manifests, decided), replica -> patience);
  }

  /** What is done for a store that is not in sync; tells whether it is then. */
  private interface Attendance {
    boolean to(Replica replica);
  }

  /**
   * Attends to each store in a thread of its own. One that takes longer goes on alone, and is asked
   * again when it is done: it holds up nobody.
   */
  private void attend(
      List<Replica> due, Attendance attendance, Function<Replica, Duration> within) {
    List<Duration> limits = due.stream().map(within).toList();
    List<CompletableFuture<Boolean>> results =
        due.stream()
            .map(replica -> CompletableFuture.supplyAsync(() -> attendance.to(replica), writers))
            .toList();
    long began = System.nanoTime();
    for (int i = 0; i < due.size(); i++) {
      Replica replica = due.get(i);
      long until = began + limits.get(i).toNanos();
      try {
        if (results.get(i).get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          replica.inSync();
        }
      } catch (TimeoutException e) {
        replica.busyUntil("", results.get(i));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        replica.busyUntil("", results.get(i));
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private static long newest(Decisions manifests) {
    return manifests.last().map(Manifest::getNumber).orElse(0L);
  }

  private boolean survey(Replica replica, Decisions manifests, long decided) {
    try {
      long newest = newestManifest(replica.store);
      if (newest > 0) {
        byte[] stored = replica.store.read(chainDirectory + Layout.manifest(newest));
        Optional<ManifestFile> file = manifests.find(chain, newest);
        if (file.isEmpty() || !Arrays.equals(file.get().bytes(), stored)) {
          quarantine(replica, "its manifest " + newest + " is not the one that was decided");
          return false;
        }
        replica.durableAtMicros = file.get().manifest().getLastCommittedAtMicros();
      }
      replica.nextManifest = newest + 1;
      return newest == decided;
    } catch (IOException e) {
      replica.nextManifest = 0;
      behind(replica, e.toString());
      return false;
    }
  }

  /**
   * Up to where a store's manifests have no gap. Only the newest thousand are looked at, so that it
   * costs the same however long the chain is.
   */
  private long newestManifest(ObjectStore store) throws IOException {
    long group = Layout.groups(store.directories(chainDirectory + Layout.MANIFESTS)) - 1;
    if (group < 0) {
      return 0;
    }
    long next = Math.max(1, group * Layout.MANIFESTS_PER_DIRECTORY);
    for (String name : store.list(chainDirectory + Layout.group(group))) {
      if (Layout.isManifest(name)) {
        if (Layout.manifestNumber(name) != next) {
          break;
        }
        next++;
      }
    }
    return next - 1;
  }

  /** Brings stores that are behind, and answer, to what is decided; goes on when called again. */
  public void catchUp(Decisions manifests) {
    catchUp(manifests, CATCH_UP);
  }

  /** The same for the last time: a store that answers is waited for. */
  public void finish(Decisions manifests) {
    catchUp(manifests, patience);
  }

  private synchronized void catchUp(Decisions manifests, Duration within) {
    long decided = newest(manifests);
    replicas.stream()
        .filter(replica -> replica.hasAnsweredLate() && replica.nextManifest == decided + 1)
        .forEach(Replica::inSync);
    attend(
        replicas.stream().filter(Replica::isDue).toList(),
        replica -> catchUp(replica, manifests, decided),
        replica ->
            isNear(replica, decided) && within.compareTo(LAST_STEPS) < 0 ? LAST_STEPS : within);
  }

  /** While such a one is waited for nothing is decided, so that it gets there. */
  private static boolean isNear(Replica replica, long decided) {
    return replica.hasAnsweredLate() && decided - replica.nextManifest < FEW;
  }

  private boolean catchUp(Replica replica, Decisions manifests, long decided) {
    if (replica.nextManifest == 0) {
      survey(replica, manifests, decided);
    }
    long from = replica.nextManifest;
    if (from == 0 || replica.state == Replica.State.QUARANTINED) {
      return false;
    }
    try {
      if (from > 1) {
        requireManifest(replica, from - 1);
      }
      for (long number = from; number <= decided; number++) {
        ManifestFile file = read(replica, number, manifests);
        Manifest manifest = file.manifest();
        for (StoredObject object : manifest.getObjects()) {
          copy(object, replica);
        }
        replica.store.put(chainDirectory + Layout.manifest(number), file.bytes());
        replica.nextManifest = number + 1;
        replica.durableAtMicros = manifest.getLastCommittedAtMicros();
      }
      replica.store.probe();
      if (from <= decided) {
        log.atInfo()
            .addKeyValue("store", replica.store.name())
            .addKeyValue("manifests", decided - from + 1)
            .log("store caught up");
      }
      return true;
    } catch (ForkedStoreException e) {
      quarantine(replica, e.getMessage());
    } catch (IOException e) {
      behind(replica, e.toString());
    }
    return false;
  }

  /**
   * What was away can come back as another: an older copy, or a directory where nothing is mounted.
   * It is surveyed again then.
   */
  private void requireManifest(Replica replica, long number) throws IOException {
    try {
      replica.store.read(chainDirectory + Layout.manifest(number));
    } catch (NoSuchFileException missing) {
      replica.nextManifest = 0;
      throw missing;
    }
  }

  private ManifestFile read(Replica behind, long number, Decisions manifests) throws IOException {
    for (Replica other : replicas) {
      if (other != behind
          && other.nextManifest > number
          && other.state != Replica.State.QUARANTINED) {
        try {
          return ManifestFile.read(other.store.read(chainDirectory + Layout.manifest(number)));
        } catch (IOException e) {
          log.atWarn()
              .addKeyValue("store", other.store.name())
              .addKeyValue("why", e.toString())
              .log("manifest not read");
        }
      }
    }
    return manifests
        .find(chain, number)
        .orElseThrow(
            () ->
                new IOException(
                    "manifest " + number + " is neither in Kafka nor in another store"));
  }

  private void copy(StoredObject object, Replica target) throws IOException {
    String name = chainDirectory + object.getName();
    IOException reason = new NoSuchFileException(name);
    for (Replica other : replicas) {
      Path local = Files.createTempFile(spool, "copy-", ".object");
      try (InputStream in = other.store.open(name)) {
        Files.copy(in, local, StandardCopyOption.REPLACE_EXISTING);
        try (InputStream copied = Files.newInputStream(local)) {
          if (Arrays.equals(Sha256.of(copied), Sha256.bytes(object.getSha256()))) {
            target.store.put(name, local);
            return;
          }
        }
        reason = new IOException(name + " in store " + other.store.name() + " is damaged");
      } catch (ForkedStoreException e) {
        throw e;
      } catch (IOException e) {
        reason = e;
      } finally {
        Files.deleteIfExists(local);
      }
    }
    throw reason;
  }

  /** How many stores are configured. */
  public int count() {
    return replicas.size();
  }

  /** Names of the stores that hold all that is decided. */
  public List<String> inSync() {
    return replicas.stream()
        .filter(replica -> replica.state == Replica.State.IN_SYNC)
        .map(replica -> replica.store.name())
        .toList();
  }

  /**
   * Commit time of the newest transaction in the store that holds the least; 0 when one holds none.
   */
  public long durableInAllMicros() {
    return replicas.stream().mapToLong(replica -> replica.durableAtMicros).min().orElse(0);
  }

  /** Commit time of the newest transaction in the store that holds the most. */
  public long durableInAnyMicros() {
    return replicas.stream().mapToLong(replica -> replica.durableAtMicros).max().orElse(0);
  }

  /** Whether all stores hold all that is decided. */
  public boolean areAllInSync() {
    return replicas.stream().allMatch(replica -> replica.state == Replica.State.IN_SYNC);
  }

  private String troubles() {
    return String.join(
        "; ",
        replicas.stream()
            .filter(replica -> !replica.trouble().isEmpty())
            .map(replica -> replica.store.name() + ": " + replica.trouble())
            .toList());
  }

  @Override
  public void close() {
    writers.shutdownNow();
  }
}
