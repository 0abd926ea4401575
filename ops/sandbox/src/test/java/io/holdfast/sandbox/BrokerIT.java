package io.holdfast.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerIT {

  @TempDir Path directory;

  @Test
  void anEmbeddedBrokerKeepsItsRecordsAndItsAddressAcrossARestart() throws Exception {
    try (var broker = new EmbeddedBroker(directory, Map.of())) {
      keepsItsRecords(broker, broker::restart);
    }
  }

  @Test
  void aBrokerProcessKeepsItsRecordsAndItsAddressAcrossAKill() throws Exception {
    try (var broker = new BrokerProcess(directory.resolve("kafka"), Map.of())) {
      keepsItsRecords(
          broker,
          () -> {
            broker.kill();
            broker.start();
          });
    }
  }

  private static void keepsItsRecords(Broker broker, Runnable interruption) throws Exception {
    broker.start();
    var probe = new KafkaProbe(broker.bootstrapServers());
    probe.createTopic("kept", 1);
    probe.write("kept", "before");

    interruption.run();
    probe.write("kept", "after");

    assertThat(probe.read("kept", 2)).containsExactly("before", "after");
  }

  @Test
  void aSuspendedBrokerAnswersNobodyUntilItIsResumed() throws Exception {
    try (var broker = new BrokerProcess(directory.resolve("kafka"), Map.of())) {
      broker.start();
      var probe = new KafkaProbe(broker.bootstrapServers());
      probe.createTopic("paused", 1);

      broker.suspend();
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  probe.write("paused", "late");
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      assertThatThrownBy(() -> writing.get(2, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class);
      broker.resume();

      writing.get(30, TimeUnit.SECONDS);
      assertThat(probe.read("paused", 1)).containsExactly("late");
    }
  }

  @Test
  void aClusterOfThreeGoesOnWithoutOneNode() throws Exception {
    try (var cluster = new BrokerCluster(3, directory, Map.of())) {
      cluster.start();
      var probe = new KafkaProbe(cluster.bootstrapServers());
      probe.createTopic("replicated", 3);
      probe.write("replicated", "with three");

      cluster.nodes().get(0).kill();
      probe.write("replicated", "with two");

      assertThat(probe.read("replicated", 2)).containsExactly("with three", "with two");
    }
  }
}
