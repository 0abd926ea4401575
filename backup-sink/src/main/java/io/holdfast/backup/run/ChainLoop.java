package io.holdfast.backup.run;

import io.holdfast.backup.base.Base;
import io.holdfast.backup.base.TableBases;
import io.holdfast.backup.capture.ChainEndedException;
import io.holdfast.backup.chain.Chains;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.domain.BrokenLog;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.seal.Keyset;
import io.holdfast.backup.sink.BackupEvents;
import io.holdfast.backup.sink.ChainEnd;
import io.holdfast.backup.sink.ManifestLog;
import io.holdfast.backup.sink.Replicas;
import io.holdfast.backup.sink.Sink;
import io.holdfast.backup.sink.SinkMetrics;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.BackupEventKind;
import io.holdfast.records.BackupOutcome;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.runtime.Backoff;
import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Service;
import io.holdfast.runtime.StartRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a chain going: goes on with the newest one, or begins one with a base, and sinks its
 * changes.
 */
final class ChainLoop implements Part {

  private static final Logger log = LoggerFactory.getLogger(ChainLoop.class);

  private final BackupConfig config;
  private final Clients clients;
  private final List<ObjectStore> stores;
  private final ChainGate gate;
  private final Service service;
  private final SinkMetrics metrics;
  private final Condition sinking;
  private final Clock clock;
  private final Path spool;
  private final Backoff backoff;
  private final Thread thread = new Thread(this::run, "sink");
  private volatile boolean stopping;
  private volatile Sink life;

  ChainLoop(
      BackupConfig config,
      Clients clients,
      List<ObjectStore> stores,
      ChainGate gate,
      Service service,
      Clock clock,
      Path spool) {
    this.config = config;
    this.clients = clients;
    this.stores = stores;
    this.gate = gate;
    this.service = service;
    this.metrics = new SinkMetrics(service.metrics());
    this.sinking = service.condition("sink", "no chain yet");
    this.clock = clock;
    this.spool = spool;
    this.backoff = Backoff.of(config.database());
  }

  @Override
  public void start() {
    Stores.prepare(stores);
    thread.start();
  }

  private void run() {
    int failures = 0;
    while (!stopping) {
      try {
        live();
        failures = 0;
      } catch (WakeupException | InterruptedException e) {
        log.atDebug().log("sink was woken");
      } catch (StartRefusedException | BrokenLog e) {
        service.fail("sink", e);
        return;
      } catch (Exception e) {
        if (stopping) {
          return;
        }
        if (Fencing.isBehind(e)) {
          service.fail("sink", Fencing.inWords(config.database(), e));
          return;
        }
        failures++;
        sinking.unmet(e + "; trying again");
        log.atWarn().setCause(e).log("sink starts again");
        pause(backoff.delay(failures));
      }
    }
  }

  /** One life: a chain is found or begun, and sunk until something ends it. */
  private void live() throws Exception {
    try (ManifestLog manifests =
            ManifestLog.open(
                config.database(),
                config.topics().manifests(config.database()),
                config.topics().changes(config.database()).name(),
                clients);
        BackupEvents events =
            new BackupEvents(config.database(), config.topics().backupEvents(), clients, clock)) {
      Manifest newest = chain(manifests, events);
      try (Replicas replicas =
          new Replicas(
              config.database(),
              newest.getChain(),
              stores,
              config.sink(),
              spool,
              Keyset.of(config.encryption().keyset()))) {
        replicas.survey(manifests);
        gate.openUnlessEnded();
        sink(manifests, replicas, events);
      }
    }
  }

  private Manifest chain(ManifestLog manifests, BackupEvents events) throws Exception {
    if (manifests.last().isEmpty()) {
      seed(manifests);
    }
    Optional<Manifest> newest = manifests.last();
    if (newest.isPresent() && newest.get().getKind() != ManifestKind.END) {
      Optional<String> broken =
          new ChainEnd(clients, config.topics().changes(config.database())).of(newest.get());
      if (broken.isEmpty()) {
        return newest.get();
      }
      end(manifests, events, broken.get());
    }
    if (!config.roles().contains(BackupConfig.Role.CAPTURE)) {
      throw new ChainEndedException(
          "there is no chain: run a process with the role capture to begin one");
    }
    sinking.unmet("taking a base");
    gate.close(); // a base that failed may have left its capture streaming
    long began = System.nanoTime();
    Manifest base = new Base(config, clients, stores, clock, spool).take(manifests, gate::open);
    events.send(
        events
            .event(
                BackupEventKind.BASE,
                BackupOutcome.DONE,
                base.getChain(),
                Duration.ofNanos(System.nanoTime() - began))
            .setManifest(1)
            .setLsn(base.getBaseLsn())
            .setObjects(base.getObjects().size())
            .setBytes(base.getObjects().stream().mapToLong(object -> object.getBytes()).sum())
            .setChanges(base.getObjects().stream().mapToLong(object -> object.getRows()).sum())
            .setStores(stores.stream().map(ObjectStore::name).toList())
            .setMessage("base taken, chain " + base.getChain() + " begins")
            .build());
    return base;
  }

  /** Kafka decides; what it lost is taken back, so that no chain ends without a word. */
  private void seed(ManifestLog manifests) throws IOException {
    List<ManifestFile> stored = new Chains(config.database(), stores, Optional.empty()).tail();
    if (!stored.isEmpty()) {
      manifests.seed(stored);
      log.atWarn()
          .addKeyValue("chain", manifests.last().orElseThrow().getChain())
          .addKeyValue("manifests", stored.size())
          .log("Kafka held no manifest: the stores' were taken");
    }
  }

  private void sink(ManifestLog manifests, Replicas replicas, BackupEvents events)
      throws Exception {
    try (TableBases bases = tableBases(replicas);
        Sink sink =
            new Sink(
                manifests,
                replicas,
                config.topics().changes(config.database()),
                clients,
                config.sink(),
                metrics,
                events,
                clock,
                spool,
                bases::taken)) {
      life = sink;
      sinking.met();
      while (!stopping) {
        sink.turn();
        boolean isOver = gate.ended() != null;
        String ended = isOver ? gate.ended() : sink.newBaseAsked();
        if (ended != null && (isOver ? sink.isDrained() : sink.finish())) {
          gate.close();
          end(manifests, events, ended);
          return;
        }
      }
    } catch (BrokenLog e) {
      if (e.reason() != BrokenLog.Reason.RELATION_UNKNOWN) {
        throw e;
      }
      gate.close();
      end(
          manifests,
          events,
          "%s: the retention of topic %s removed its description"
              .formatted(e.getMessage(), config.topics().changes(config.database()).name()));
    } finally {
      life = null;
    }
  }

  /** Whoever may not read the source cannot copy tables. */
  private TableBases tableBases(Replicas replicas) {
    TableBases bases = new TableBases(config, replicas, spool);
    return config.roles().contains(BackupConfig.Role.CAPTURE) ? bases.start() : bases;
  }

  private void end(ManifestLog manifests, BackupEvents events, String why) {
    Manifest last = manifests.last().orElseThrow();
    log.atError().addKeyValue("chain", last.getChain()).addKeyValue("why", why).log("chain ended");
    sinking.unmet("chain ended: " + why);
    Manifest end = ChainEnd.manifest(manifests, why, clock);
    manifests.decide(end, java.util.OptionalLong.empty());
    try (Replicas replicas =
        new Replicas(
            config.database(), last.getChain(), stores, config.sink(), spool, Optional.empty())) {
      replicas.survey(manifests);
      replicas.finish(manifests);
    }
    events.send(
        events
            .event(
                BackupEventKind.CHAIN_ENDED, BackupOutcome.FAILED, last.getChain(), Duration.ZERO)
            .setManifest(end.getNumber())
            .setMessage("chain ended: " + why)
            .build());
  }

  private static void pause(Duration delay) {
    try {
      Thread.sleep(delay.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop(Duration within) throws InterruptedException {
    stopping = true;
    Sink sink = life;
    if (sink != null) {
      sink.wakeup();
    } else {
      thread.interrupt();
    }
    thread.join(Math.max(1, within.toMillis()));
  }
}
