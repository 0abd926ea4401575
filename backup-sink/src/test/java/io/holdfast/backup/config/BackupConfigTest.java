package io.holdfast.backup.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.config.Configuration;
import io.holdfast.runtime.config.ConfigurationException;
import io.holdfast.runtime.config.DataSize;
import io.holdfast.runtime.rules.ReferencePage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupConfigTest {

  private static final List<String> LEAST =
      List.of(
          "database=orders",
          "kafka.bootstrap-servers=localhost:9092",
          "registry.url=mock://test",
          "source.url=jdbc:postgresql://localhost/orders",
          "source.user=holdfast",
          "stores.a=file:/mnt/a");

  @Test
  void whatNeedNotBeSetHasDefaults() {
    BackupConfig config = load();

    assertThat(config.roles()).containsExactly(BackupConfig.Role.CAPTURE, BackupConfig.Role.SINK);
    assertThat(config.slot()).isEqualTo("holdfast_orders");
    assertThat(config.source().publication()).isEqualTo("holdfast");
    assertThat(config.source().heartbeat()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.source().unlimitedWal()).isEqualTo(SourceConfig.Consent.REFUSE);
    assertThat(config.source().noIdentity()).isEqualTo(SourceConfig.Consent.REFUSE);
    assertThat(config.source().schema().source()).isEqualTo(SchemaConfig.Origin.PG_DUMP);
    assertThat(config.sink().segmentAge()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.sink().segmentSize()).isEqualTo(DataSize.parse("64MiB"));
    assertThat(config.sink().minStores()).isEqualTo(1);
    assertThat(config.sink().storeTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.encryption().keyset()).isEmpty();
    assertThat(config.base().parallel()).isEqualTo(2);
  }

  @Test
  void allCanBeSet() {
    BackupConfig config =
        load(
            "roles=[sink]",
            "source.slot=s",
            "source.password=secret",
            "source.unlimited-wal=allow",
            "source.schema.source=file",
            "source.schema.file=/etc/orders.sql",
            "stores.b=file:/mnt/b",
            "sink.min-stores=2",
            "sink.store-timeout=5s",
            "encryption.keyset=/etc/orders.keys",
            "base.level=9");

    assertThat(config.roles()).containsExactly(BackupConfig.Role.SINK);
    assertThat(config.slot()).isEqualTo("s");
    assertThat(config.source().database().password()).isEqualTo("secret");
    assertThat(config.source().database().toString()).doesNotContain("secret");
    assertThat(config.stores()).containsOnlyKeys("a", "b");
    assertThat(config.sink().minStores()).isEqualTo(2);
    assertThat(config.sink().storeTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.encryption().keyset()).contains(Path.of("/etc/orders.keys"));
  }

  @Test
  void moreStoresThanThereAreCannotBeAskedFor() {
    assertThatThrownBy(() -> load("sink.min-stores=2"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("at most the number of stores");
  }

  @Test
  void twoNamesOfOnePlaceAreNotTwoStores() {
    assertThatThrownBy(() -> load("stores.a=file:/mnt/a", "stores.b=file:/mnt/a"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("two names of one place are one store");
  }

  @Test
  void aSchemaFileHasToBeNamed() {
    assertThatThrownBy(() -> load("source.schema.source=file"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("schema.source is file");
  }

  @Test
  void theReferencePageIsCurrent() {
    ReferencePage.check("backup-sink", BackupConfig.class);
  }

  private static BackupConfig load(String... more) {
    List<String> settings = new ArrayList<>(LEAST);
    settings.addAll(List.of(more));
    return Configuration.of(BackupConfig.class).set(settings).load().value();
  }
}
