package io.holdfast.backup.run;

import io.holdfast.backup.capture.CaptureMetrics;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.config.BackupConfig.Role;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.kafka.DatabaseTopics;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.runtime.Dependency;
import io.holdfast.runtime.KafkaBroker;
import io.holdfast.runtime.SchemaRegistry;
import io.holdfast.runtime.Service;
import io.holdfast.runtime.transactions.TransactionWatch;
import io.holdfast.runtime.transactions.UnendedTransactions;
import io.holdfast.schemas.Topics;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the process is made of. Read this first. */
public final class BackupProcess {

  private BackupProcess() {}

  /** Assembles the roles that the configuration names. */
  public static void assemble(BackupConfig config, Service service) {
    UnendedTransactions transactions = transactions(config, service);
    Clients clients = new Clients(config.kafka(), config.registry(), Optional.of(transactions));
    List<ObjectStore> stores = Stores.open(config.stores());
    ChainGate gate = new ChainGate();
    Optional<CaptureLoop> capture =
        config.roles().contains(Role.CAPTURE)
            ? Optional.of(guarded(config, clients, gate, service))
            : Optional.empty();

    service.await(new KafkaBroker(config.kafka()));
    service.await(new SchemaRegistry(config.registry()));
    service.await(
        Dependency.of(
            "topics",
            () -> new DatabaseTopics(clients).ensure(config.topics(), config.database())));

    service.add("transactions", new TransactionWatch(transactions, service));
    capture.ifPresent(
        loop -> {
          service.await(Dependency.of("database", () -> probe(config)));
          service.add("capturing", loop);
        });
    if (config.roles().contains(Role.SINK)) {
      service.add(
          "sinking",
          new ChainLoop(
              config, clients, stores, gate, service, Clock.systemUTC(), Spool.of(config)));
    } else {
      gate.open();
    }
  }

  /** The slot is guarded from now on, before anything is waited for. */
  private static CaptureLoop guarded(
      BackupConfig config, Clients clients, ChainGate gate, Service service) {
    CaptureMetrics metrics = new CaptureMetrics(service.metrics());
    SlotGuard guard = service.add("slot", new SlotGuard(config, metrics));
    return new CaptureLoop(config, clients, gate, guard, service, metrics);
  }

  /** What Kafka leaves open of this database's transactions. */
  private static UnendedTransactions transactions(BackupConfig config, Service service) {
    Topics topics = config.topics();
    Set<String> written =
        Set.of(
            topics.changes(config.database()).name(), topics.manifests(config.database()).name());
    return new UnendedTransactions(
        config.kafka().clientProperties(),
        config.kafka().topicPrefix() + Clients.writers(config.database()),
        written::contains,
        service.metrics());
  }

  private static void probe(BackupConfig config) throws IOException {
    try (var connection = config.source().database().connect()) {
      connection.isValid(1);
    } catch (SQLException e) {
      throw new IOException(
          "no database answers at " + config.source().url() + ": " + e.getMessage(), e);
    }
  }
}
