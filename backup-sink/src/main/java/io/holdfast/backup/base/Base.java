package io.holdfast.backup.base;

import io.holdfast.backup.capture.Capture;
import io.holdfast.backup.capture.ChangesTail;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.fault.FaultPoint;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.kafka.DatabaseTopics;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.DdlTriggers;
import io.holdfast.backup.postgres.ExportedSlot;
import io.holdfast.backup.postgres.Publication;
import io.holdfast.backup.postgres.Roles;
import io.holdfast.backup.postgres.Sequences;
import io.holdfast.backup.postgres.SourceCheck;
import io.holdfast.backup.postgres.SourceTable;
import io.holdfast.backup.postgres.StaleTables;
import io.holdfast.backup.seal.Keyset;
import io.holdfast.backup.sink.ManifestLog;
import io.holdfast.backup.sink.Replicas;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.Message;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import io.holdfast.runtime.StartRefusedException;
import io.holdfast.schemas.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a chain: makes the slot, which waits for transactions that write, then locks the tables
 * against being emptied or dropped, copies every one at the slot's snapshot, and decides manifest
 * 1. Before anything is locked pg_dump has told the schema, for it takes locks of its own. An
 * interrupted base is not gone on with; the next one begins another chain.
 */
public final class Base {

  private static final Logger log = LoggerFactory.getLogger(Base.class);

  private final BackupConfig config;
  private final Clients clients;
  private final List<ObjectStore> stores;
  private final Clock clock;
  private final Path spool;

  public Base(
      BackupConfig config, Clients clients, List<ObjectStore> stores, Clock clock, Path spool) {
    this.config = config;
    this.clients = clients;
    this.stores = stores;
    this.clock = clock;
    this.spool = spool;
  }

  /**
   * Takes a base.
   *
   * @param streaming told when the slot and its chain are there, so that capture may stream beside
   * @return manifest 1 of the new chain
   * @throws io.holdfast.runtime.StartRefusedException when the database is not set up for it
   */
  public Manifest take(ManifestLog manifests, Runnable streaming) throws Exception {
    Database source = config.source().database();
    String chain = ChainId.of(clock);
    try (Connection now = source.connect();
        Replicas replicas =
            new Replicas(
                config.database(),
                chain,
                stores,
                config.sink(),
                spool,
                Keyset.of(config.encryption().keyset()))) {
      replicas.beginEmpty();
      boolean published = prepare(now);
      try {
        Manifest manifest = take(source, now, chain, replicas, streaming);
        FaultPoint.BASE_COPIED.passed();
        ManifestFile decided =
            manifests.decide(manifest, OptionalLong.of(manifest.getNextOffset()));
        FaultPoint.BASE_DECIDED.passed();
        replicas.decided(decided);
        log.atInfo()
            .addKeyValue("chain", chain)
            .addKeyValue("objects", manifest.getObjects().size())
            .log("base is complete");
        return manifest;
      } catch (Exception e) {
        if (published && e instanceof StartRefusedException) {
          withdraw(now, e);
        }
        log.atError()
            .addKeyValue("chain", chain)
            .addKeyValue("why", e.toString())
            .log("base failed");
        throw e;
      }
    }
  }

  /**
   * Publishes last, for what is published refuses the application's changes of tables without
   * identity, also when this start goes no further.
   *
   * @return whether this made the publication
   */
  private boolean prepare(Connection now) throws SQLException {
    SourceCheck.server(now, config.source());
    SourceCheck.tables(Catalogue.tables(now), config.source().noIdentity());
    SourceCheck.readable(now);
    SourceCheck.ownSlot(now, config.slot());
    SchemaDump.require(config.source().schema(), now.getMetaData().getDatabaseMajorVersion());
    if (!DdlTriggers.install(now)) {
      DdlTriggers.requireFiring(now);
      log.atWarn()
          .addKeyValue("role", config.source().user())
          .log("event triggers cannot be made by this role: a restore ends before the next DDL");
    }
    for (String thing : Catalogue.notCovered(now)) {
      log.atWarn().addKeyValue("what", thing).log("not covered by the backup");
    }
    return Publication.ensure(now, config.source().publication());
  }

  /** Nothing is left behind by a start that is refused. */
  private void withdraw(Connection now, Exception refusal) {
    try {
      Publication.drop(now, config.source().publication());
    } catch (SQLException e) {
      refusal.addSuppressed(e);
    }
  }

  /**
   * The schema as the snapshot sees it.
   *
   * @throws IOException when a table was dropped meanwhile, which pg_dump does not get over
   */
  private SchemaDump schema(
      Database source,
      ExportedSlot slot,
      Connection session,
      List<SourceTable> tables,
      Connection now)
      throws IOException, InterruptedException, SQLException {
    try {
      return SchemaDump.take(config.source().schema(), source, session, slot.snapshot());
    } catch (StartRefusedException e) {
      Set<Long> there = Catalogue.files(now).keySet();
      if (tables.stream().allMatch(table -> there.contains(table.oid()))) {
        throw e;
      }
      throw new IOException("a table was dropped while the base began: it has to begin again", e);
    }
  }

  /**
   * Leaves out the tables that are not what the snapshot sees any more, now that they are locked:
   * their text would not be that of the snapshot. They are copied once the chain is there.
   *
   * @throws IOException where nothing can be asked for later
   */
  private static void leaveOutChanged(
      ParallelCopy copy, List<SourceTable> tables, Connection now, Connection snapshot)
      throws SQLException, IOException {
    Set<SourceTable> there = new HashSet<>(Catalogue.tables(now));
    Map<Long, Long> files = Catalogue.files(now);
    Map<Long, Long> filesSeen = Catalogue.files(snapshot);
    for (SourceTable table : tables) {
      Long oid = table.oid();
      if (!there.contains(table) || !Objects.equals(files.get(oid), filesSeen.get(oid))) {
        if (!StaleTables.add(now, oid, "it changed while the base began")) {
          throw new IOException(
              "a table was emptied, rewritten or altered while the base began: it has to begin again");
        }
        copy.leaveOut(table);
        log.atWarn()
            .addKeyValue("table", table.name())
            .log("changed while the base began: it is copied later");
      }
    }
  }

  private Manifest take(
      Database source, Connection now, String chain, Replicas replicas, Runnable streaming)
      throws Exception {
    try (ExportedSlot slot = ExportedSlot.create(source, config.slot())) {
      FaultPoint.SLOT_MADE.passed();
      try {
        return take(source, slot, now, chain, replicas, streaming);
      } catch (Exception e) {
        leaveNo(slot, e);
        throw e;
      }
    }
  }

  /** A slot that nobody comes back to holds the source's log back. */
  private void leaveNo(ExportedSlot slot, Exception failure) {
    try {
      slot.dropUnread(config.source().database());
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private Manifest take(
      Database source,
      ExportedSlot slot,
      Connection now,
      String chain,
      Replicas replicas,
      Runnable streaming)
      throws Exception {
    List<Connection> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < config.base().parallel(); i++) {
        sessions.add(slot.connect(source));
      }
      long asOf = Catalogue.clockMicros(sessions.get(0));
      List<SourceTable> tables = Catalogue.tables(sessions.get(0));
      SchemaDump schema = schema(source, slot, sessions.get(0), tables, now);
      ParallelCopy copy = new ParallelCopy(now, sessions, tables);
      copy.lock();
      leaveOutChanged(copy, tables, now, sessions.get(0));
      log.atInfo()
          .addKeyValue("chain", chain)
          .addKeyValue("tables", tables.size())
          .log("base begins");
      long nextOffset = openChain(chain, slot);
      FaultPoint.CHAIN_OPENED.passed();
      slot.close();
      streaming.run();
      List<StoredObject> objects = new ArrayList<>();
      objects.add(
          keep(
              replicas,
              ObjectKind.ROLES,
              Layout.ROLES,
              Roles.sql(sessions.get(0)).getBytes(StandardCharsets.UTF_8)));
      objects.add(keep(replicas, ObjectKind.SCHEMA, Layout.PRE_DATA, schema.preData()));
      objects.add(keep(replicas, ObjectKind.SCHEMA, Layout.POST_DATA, schema.postData()));
      objects.add(
          keep(
              replicas,
              ObjectKind.SEQUENCES,
              Layout.SEQUENCES,
              Sequences.asText(sessions.get(0)).getBytes(StandardCharsets.UTF_8)));
      TableCopy.Keep keep = (name, kind, file) -> replicas.keep(name, kind, file).entry();
      objects.addAll(copy.run(new TableCopy(config.base(), keep, Layout.BASE, spool)));
      objects.addAll(
          new LargeObjectCopy(config.base(), keep, Layout.BASE, spool).copy(sessions.get(0)));
      return manifestOf(chain, slot, asOf, nextOffset, objects);
    } finally {
      for (Connection session : sessions) {
        session.close();
      }
    }
  }

  /**
   * Everything after this message in the topic is of the chain. Ends an earlier capture's right to
   * write.
   */
  private long openChain(String chain, ExportedSlot slot)
      throws ExecutionException, InterruptedException {
    Topic<String, SpecificRecord> changes = config.topics().changes(config.database());
    Message message =
        Message.newBuilder()
            .setSession(0)
            .setSystemId(slot.identity().systemId())
            .setTimeline(slot.identity().timeline())
            .setEndLsn(slot.position().value())
            .setTransactional(false)
            .setPrefix(Prefix.CHAIN)
            .setContent(ByteBuffer.wrap(ChangesTail.chainContent(chain)))
            .build();
    KafkaProducer<String, SpecificRecord> producer =
        clients.transactional(changes, Capture.writerId(config.database()));
    try {
      producer.initTransactions();
      producer.beginTransaction();
      var sent = producer.send(new ProducerRecord<>(changes.name(), 0, null, message));
      producer.commitTransaction();
      return sent.get().offset();
    } finally {
      producer.close(Capture.CLOSE); // the tables are locked meanwhile
    }
  }

  private StoredObject keep(Replicas replicas, ObjectKind kind, String name, byte[] content)
      throws IOException {
    Path file = Files.createTempFile(spool, "schema-", ".sql");
    try {
      Files.write(file, content);
      return replicas.keep(name, kind, file).entry().build();
    } finally {
      Files.delete(file);
    }
  }

  private Manifest manifestOf(
      String chain, ExportedSlot slot, long asOf, long nextOffset, List<StoredObject> objects)
      throws ExecutionException, InterruptedException {
    return Manifest.newBuilder()
        .setDatabase(config.database())
        .setChain(chain)
        .setNumber(1)
        .setKind(ManifestKind.BASE)
        .setPrevious(ByteBuffer.allocate(0))
        .setCreatedAtMicros(clock.millis() * 1000)
        .setSystemId(slot.identity().systemId())
        .setTimeline(slot.identity().timeline())
        .setChangesTopicId(
            new DatabaseTopics(clients).idOf(config.topics().changes(config.database())))
        .setNextOffset(nextOffset)
        .setObjects(objects)
        .setBaseLsn(slot.position().value())
        .setTransactions(0)
        .setChanges(0)
        .setFirst(null)
        .setLast(null)
        .setLastXid(0)
        .setLastCommittedAtMicros(asOf)
        .build();
  }
}
