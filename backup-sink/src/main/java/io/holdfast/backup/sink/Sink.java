package io.holdfast.backup.sink;

import io.holdfast.backup.config.SinkConfig;
import io.holdfast.backup.domain.LogReader;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.domain.Transaction;
import io.holdfast.backup.fault.FaultPoint;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.kafka.EarlierRelations;
import io.holdfast.backup.kafka.LogTail;
import io.holdfast.records.Commit;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.Message;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import io.holdfast.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the sink for a chain: reads the changes from where the newest manifest ends, cuts
 * segments, has them kept, and decides a manifest for each.
 *
 * <p>Used by one thread.
 */
public final class Sink implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Sink.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ManifestLog manifests;
  private final Replicas replicas;
  private final SinkConfig config;
  private final SinkMetrics metrics;
  private final BackupEvents events;
  private final Clock clock;
  private final Path spool;
  private final KafkaConsumer<String, SpecificRecord> consumer;
  private final LogReader reader;
  private final Segments segments = new Segments();
  private SegmentWriter writer;
  private long boundary;
  private long firstAtNanos;
  private final IdleSigns idle = new IdleSigns();
  private String newBaseAsked;
  private final Supplier<Optional<LaterBase>> laterBases;
  private final Map<String, Long> baseMessages = new HashMap<>();
  private LaterBase laterBase;

  /**
   * @param manifests whose newest manifest is the chain to go on with
   * @param laterBases where tables that were copied again come from
   */
  public Sink(
      ManifestLog manifests,
      Replicas replicas,
      Topic<String, SpecificRecord> changes,
      Clients clients,
      SinkConfig config,
      SinkMetrics metrics,
      BackupEvents events,
      Clock clock,
      Path spool,
      Supplier<Optional<LaterBase>> laterBases)
      throws IOException, InterruptedException {
    this.laterBases = laterBases;
    this.manifests = manifests;
    this.replicas = replicas;
    this.config = config;
    this.metrics = metrics;
    this.events = events;
    this.clock = clock;
    this.spool = spool;
    checkpointIfDue(); // the life before may have ended just before it
    Manifest newest = manifests.last().orElseThrow();
    this.boundary = newest.getNextOffset();
    this.reader =
        new LogReader(
            newest.getLast(),
            new EarlierRelations(LogTail.of(changes, clients), boundary),
            segments);
    this.writer = newWriter();
    this.consumer = clients.committed(changes, "sink");
    TopicPartition partition = new TopicPartition(changes.name(), 0);
    consumer.assign(List.of(partition));
    consumer.seek(partition, boundary);
    metrics.rpo(this::rpo);
  }

  private SegmentWriter newWriter() throws IOException {
    Manifest newest = manifests.last().orElseThrow();
    return new SegmentWriter(
        Files.createTempFile(spool, "segment-", ".avro"),
        manifests.database(),
        newest.getChain(),
        newest.getNumber() + 1,
        newest.getLastCommittedAtMicros());
  }

  /** Tells the segment at hand what the reader finds. */
  private final class Segments implements LogReader.Listener {

    @Override
    public void record(Object record, Map<Long, io.holdfast.records.Relation> relations) {
      writer.record(record, relations);
    }

    @Override
    public void committed(Transaction transaction) {
      begun();
      writer.committed(transaction);
    }

    @Override
    public void voided() {
      writer.voided();
    }

    @Override
    public void message(Message message) {
      if (message.getPrefix().equals(Prefix.HEARTBEAT)) {
        idle.heard(message);
      } else if (message.getPrefix().equals(Prefix.NEW_BASE)) {
        newBaseAsked =
            "a new base was asked for: "
                + StandardCharsets.UTF_8.decode(message.getContent().duplicate());
      } else if (Prefix.isKept(message.getPrefix())) {
        begun();
        if (message.getPrefix().equals(Prefix.BASE)) {
          baseMessages.put(firstLine(message), message.getEndLsn());
        }
      }
      writer.message(message);
    }

    private void begun() {
      if (writer.isEmpty()) {
        firstAtNanos = System.nanoTime();
      }
    }
  }

  private static String firstLine(Message message) {
    String text = StandardCharsets.UTF_8.decode(message.getContent().duplicate()).toString();
    return text.lines().findFirst().orElse("");
  }

  /**
   * One round: read, and cut what is due. Nothing is read behind the wish for a new base, which
   * stays undecided, so that it is heard again when this life ends before the chain does.
   *
   * @throws io.holdfast.backup.domain.BrokenLog when the log cannot be whole; the sink must not go
   *     on
   */
  public void turn() throws IOException, InterruptedException {
    for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(POLL)) {
      if (accept(record) && isDue()) {
        cut();
        nameLaterBase();
      }
      if (newBaseAsked != null) {
        return;
      }
    }
    if (isDue()) {
      cut();
    }
    if (laterBase == null) {
      laterBase = laterBases.get().orElse(null);
    }
    nameLaterBase();
    replicas.catchUp(manifests);
    measure();
  }

  /** Decides the manifest of a later base, between two segments, once its message was read. */
  private void nameLaterBase() throws IOException, InterruptedException {
    if (laterBase == null
        || !baseMessages.containsKey(laterBase.id())
        || !writer.isEmpty()
        || reader.isOpen()) {
      return;
    }
    LaterBase base = laterBase;
    laterBase = null;
    if (!replicas.holdOnly(base.holders())) {
      log.atWarn().log("too few stores hold the tables copied again; they are copied once more");
      base.named().complete(false);
      return;
    }
    Manifest manifest = manifestOf(base, baseMessages.remove(base.id()));
    replicas.decided(manifests.decide(manifest, OptionalLong.of(boundary)));
    checkpointIfDue();
    SegmentWriter unused = writer;
    writer = newWriter();
    unused.close();
    Files.deleteIfExists(unused.file());
    base.named().complete(true);
  }

  private Manifest manifestOf(LaterBase base, long messageEnd) {
    Manifest newest = manifests.last().orElseThrow();
    return Manifest.newBuilder(newest)
        .setNumber(newest.getNumber() + 1)
        .setKind(ManifestKind.BASE)
        .setPrevious(manifests.lastSha256())
        .setCreatedAtMicros(clock.millis() * 1000)
        .setNextOffset(boundary)
        .setObjects(base.objects())
        .setBaseLsn(messageEnd)
        .setBaseSnapshot(base.snapshot())
        .setTransactions(0)
        .setChanges(0)
        .setFirst(null)
        .setRestorePoints(List.of())
        .setReason(String.join("\n", base.reasons()))
        .build();
  }

  /** Whether everything up to and with the record is complete. */
  private boolean accept(ConsumerRecord<String, SpecificRecord> record) {
    reader.accept(record.value());
    boolean complete =
        record.value() instanceof Commit || record.value() instanceof Message && !reader.isOpen();
    if (complete && newBaseAsked == null) {
      boundary = record.offset() + 1;
    }
    return complete;
  }

  private boolean isDue() throws IOException {
    return !writer.isEmpty()
        && (!reader.isOpen() || writer.canHandOver())
        && (System.nanoTime() - firstAtNanos >= config.segmentAge().toNanos()
            || writer.bytes() >= config.segmentSize().bytes());
  }

  private void cut() throws IOException, InterruptedException {
    SegmentWriter full = writer;
    long began = System.nanoTime();
    SegmentWriter next = null;
    try {
      ManifestFile decided = keep(full);
      FaultPoint.SEGMENT_DECIDED.passed();
      List<String> stores = replicas.decided(decided);
      FaultPoint.MANIFEST_STORED.passed();
      checkpointIfDue();
      next = newWriter();
      full.handOver(next);
      writer = next;
      report(decided.manifest(), stores, Duration.ofNanos(System.nanoTime() - began));
    } finally {
      Files.deleteIfExists(full.file());
    }
  }

  /**
   * Has the segment kept and decided. Stores that are away are waited for: nothing is decided that
   * too few hold.
   */
  private ManifestFile keep(SegmentWriter full) throws IOException, InterruptedException {
    full.close();
    try (Sealed sealed = replicas.seal(full.file())) {
      Manifest manifest = manifestOf(full, sealed);
      putPatiently(manifest.getObjects().get(0).getName(), sealed);
      FaultPoint.SEGMENT_STORED.passed();
      return manifests.decide(manifest, OptionalLong.of(boundary));
    }
  }

  private void putPatiently(String name, Sealed object) throws IOException, InterruptedException {
    while (true) {
      try {
        replicas.put(name, object);
        return;
      } catch (NotEnoughStoresException e) {
        log.atError().addKeyValue("why", e.getMessage()).log("segment waits for stores");
        Thread.sleep(RETRY.toMillis());
        replicas.catchUp(manifests);
      }
    }
  }

  /** Every thousandth manifest makes the thousand before it quick to read. */
  private void checkpointIfDue() throws IOException, InterruptedException {
    Manifest newest = manifests.last().orElseThrow();
    if (!Layout.isCheckpoint(newest.getNumber() + 1)) {
      return;
    }
    Path file = Files.createTempFile(spool, "index-", ".avro");
    try {
      Checkpoint checkpoint = Checkpoint.after(newest, manifests, file);
      try (Sealed index = Sealer.plain(file)) {
        Manifest manifest = checkpoint.manifest(index, manifests.lastSha256(), clock);
        putPatiently(manifest.getObjects().get(0).getName(), index);
        replicas.decided(manifests.decide(manifest, OptionalLong.empty()));
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Manifest manifestOf(SegmentWriter full, Sealed sealed) {
    Manifest newest = manifests.last().orElseThrow();
    Transaction last = full.last();
    long number = newest.getNumber() + 1;
    long lsn = last == null ? 0 : last.commitLsn();
    StoredObject object =
        sealed
            .entry(Layout.segment(number, lsn, sealed.sha256()), ObjectKind.SEGMENT)
            .setRows(full.records())
            .build();
    return Manifest.newBuilder(newest)
        .setReason("")
        .setNumber(number)
        .setKind(ManifestKind.SEGMENT)
        .setPrevious(manifests.lastSha256())
        .setCreatedAtMicros(clock.millis() * 1000)
        .setTimeline(last == null ? newest.getTimeline() : last.commit().getKey().getTimeline())
        .setNextOffset(boundary)
        .setObjects(List.of(object))
        .setBaseLsn(0L)
        .setBaseSnapshot(null)
        .setTransactions(full.transactions())
        .setChanges(full.changes())
        .setFirst(full.first())
        .setLast(last == null ? newest.getLast() : last.commit().getKey())
        .setLastXid(last == null ? newest.getLastXid() : last.xid())
        .setLastCommittedAtMicros(
            last == null ? newest.getLastCommittedAtMicros() : last.committedAtMicros())
        .setRestorePoints(List.copyOf(full.points()))
        .build();
  }

  private void report(Manifest manifest, List<String> stores, Duration took) {
    long bytes = manifest.getObjects().get(0).getBytes();
    metrics.segment(bytes);
    measure();
    events.segment(manifest, stores, took, rpo());
  }

  private void measure() {
    if (writer.isEmpty() && !reader.isOpen()) {
      idle.nothingPending();
    }
    metrics.stores(replicas.inSync().size(), replicas.count());
  }

  /** By the clock of now, whatever the sink waits for; any thread may ask. */
  private Rpo rpo() {
    return Rpo.of(clock.millis() * 1000, replicas, idle.decidedMicros());
  }

  /** Why somebody wants the chain to end and another to begin; null while nobody does. */
  public String newBaseAsked() {
    return newBaseAsked;
  }

  /**
   * Cuts what was read, however young it is.
   *
   * @return whether everything that was read and is complete was decided
   */
  public boolean finish() throws IOException, InterruptedException {
    if (!writer.isEmpty() && (!reader.isOpen() || writer.canHandOver())) {
      cut();
    }
    return writer.isEmpty();
  }

  /** Whether everything that the topic holds was read and decided. */
  public boolean isDrained() {
    TopicPartition partition = consumer.assignment().iterator().next();
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    return writer.isEmpty() && consumer.position(partition) >= end;
  }

  /** Makes a blocking turn return. */
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
    try {
      writer.close();
      Files.deleteIfExists(writer.file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
