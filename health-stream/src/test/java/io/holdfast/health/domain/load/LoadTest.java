package io.holdfast.health.domain.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.Refusal;
import io.holdfast.records.BalancePolicy;
import io.holdfast.records.GpuSample;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadPicture;
import io.holdfast.records.LoadSample;
import io.holdfast.records.NodeLoad;
import io.holdfast.records.NodePicture;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.Pulse;
import io.holdfast.records.ResourceBalance;
import io.holdfast.records.WorkloadUsage;
import io.holdfast.schemas.time.Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class LoadTest {

  private static final LogPartition PARTITION = new LogPartition("testTopicIdOf22Letters", 1);
  private static final LoadSettings SETTINGS = LoadSettings.of(Profile.DEFAULT);

  private Load load = new Load(PARTITION, SETTINGS);
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Long> sequences = new TreeMap<>();
  private long offset;
  private long millis;

  @Test
  void theWorkedExampleHasAnAverageOf12AndAMaximumOf20AndADegreeOf60Percent() {
    sample("n1", 10);
    sample("n2", 15);
    sample("n3", 20);
    sample("n4", 10);
    sample("n5", 5);

    ResourceBalance cpu = windowPasses().getResources().get(0);

    assertThat(cpu.getAverage()).isEqualTo(12);
    assertThat(cpu.getMaximum()).isEqualTo(20);
    assertThat(cpu.getDegree()).isEqualTo(0.6);
    assertThat(cpu.getHottest().get(0)).isEqualTo(new NodeLoad("n3", 20.0));
    assertThat(cpu.getCoolest().get(0)).isEqualTo(new NodeLoad("n5", 5.0));
  }

  @Test
  void aNodesLoadIsTheMeanOfItsSamplesInTheWindow() {
    sample("n1", 0.2);
    sample("n1", 0.4);
    sample("n2", 0.3);
    assertThat(windowPasses().getDegree()).isCloseTo(1, within(1e-12));
  }

  @Test
  void theDegreeIsThatOfTheResourceWithTheHighestMaximum() {
    sample("n1", Map.of("cpu", 0.9, "memory", 0.5));
    sample("n2", Map.of("cpu", 0.3, "memory", 0.5));
    LoadBalance balance = windowPasses();
    assertThat(balance.getResource()).isEqualTo("cpu");
    assertThat(balance.getDegree()).isCloseTo(0.6 / 0.9, within(1e-12));
  }

  @Test
  void aNodeThatDoesNotReportIsUnknownAndNeverZero() {
    sample("n1", 0.5);
    sample("n2", 0.5);
    windowPasses();
    sample("n1", 0.5);
    LoadBalance balance = windowPasses();
    assertThat(balance.getReported()).isEqualTo(1);
    assertThat(balance.getUnknown()).containsExactly("n2");
    assertThat(balance.getDegree()).isEqualTo(1);
  }

  @Test
  void windowsCloseWhenNobodyReportsUntilAllAreForgotten() {
    sample("n1", 0.5);
    windowPasses();
    LoadBalance silent = windowPasses();
    assertThat(silent.getDegree()).isNull();
    assertThat(silent.getResource()).isNull();
    for (int i = 0; i < 10; i++) {
      pulses(10_000);
    }
    assertThat(balances()).hasSize(1 + SETTINGS.unknownFor() + 1);
  }

  @Test
  void aPictureIsDrawnOnlyWhenTheDegreeAsksForAPlan() {
    sample("n1", 0.5);
    sample("n2", 0.6);
    assertThat(windowPasses().getAsksForPlan()).isFalse();
    assertThat(pictures()).isEmpty();

    sample("n1", 0.1);
    sample("n2", 0.9);
    assertThat(windowPasses().getAsksForPlan()).isTrue();
    assertThat(pictures()).hasSize(1);
  }

  @Test
  void unevennessUnderTheMinimumLoadAsksForNothing() {
    sample("n1", 0.01);
    sample("n2", 0.2);
    assertThat(windowPasses().getAsksForPlan()).isFalse();
  }

  @Test
  void aPolicyMarkChangesWhatAsksForAPlan() {
    mark(1, 0.99, 0.1);
    sample("n1", 0.5);
    sample("n2", 0.6);
    assertThat(windowPasses().getAsksForPlan()).isTrue();
  }

  @Test
  void aPictureOfManyNodesComesInChunks() {
    for (int i = 0; i < 450; i++) {
      sample(String.format("n%03d", i), i == 0 ? 0.9 : 0.1);
    }
    windowPasses();
    assertThat(pictures()).extracting(LoadPicture::getChunk).containsExactly(0, 1, 2);
    assertThat(pictures()).extracting(LoadPicture::getChunks).containsOnly(3);
    assertThat(pictures()).flatExtracting(LoadPicture::getNodes).hasSize(450);
  }

  @Test
  void aPictureShowsTheMeanOfEachWorkloadUnderItsNewestEpoch() {
    LoadSample first = sampleOf("n1", Map.of("cpu", 0.9));
    first.setWorkloads(List.of(new WorkloadUsage("w1", 7L, Map.of("cpu", 8.0))));
    LoadSample second = sampleOf("n1", Map.of("cpu", 0.9));
    second.setWorkloads(List.of(new WorkloadUsage("w1", 9L, Map.of("cpu", 2.0))));
    LoadSample third = sampleOf("n1", Map.of("cpu", 0.9));
    third.setWorkloads(List.of(new WorkloadUsage("w1", 9L, Map.of("cpu", 4.0))));
    append("n1", first);
    append("n1", second);
    append("n1", third);
    sample("n2", 0.1);
    windowPasses();
    NodePicture node = pictures().get(0).getNodes().get(0);
    assertThat(node.getWorkloads().get(0).getEpoch()).isEqualTo(9);
    assertThat(node.getWorkloads().get(0).getUsage()).containsEntry("cpu", 3.0);
  }

  @Test
  void aRepeatedSampleCountsOnce() {
    LoadSample sample = sampleOf("n1", Map.of("cpu", 1.0));
    append("n1", sample);
    append("n1", sample);
    append("n1", sampleOf("n1", Map.of("cpu", 0.0)));
    assertThat(windowPasses().getResources().get(0).getAverage()).isEqualTo(0.5);
  }

  @Test
  void absurdSamplesAreRefusedAndChangeNothing() {
    sample("n1", 0.5);
    refuse(Refusal.LOAD_ABSURD, "n1", sampleOf("n1", Map.of("cpu", -0.1)));
    refuse(Refusal.LOAD_ABSURD, "n1", sampleOf("n1", Map.of("cpu", Double.NaN)));
    refuse(Refusal.LOAD_ABSURD, "n1", sampleOf("n1", Map.of("cpu", 1e9)));
    refuse(Refusal.RESOURCE_NAME_EMPTY, "n1", sampleOf("n1", Map.of("", 0.1)));
    refuse(Refusal.NODE_ID_EMPTY, "", sampleOf("", Map.of("cpu", 0.1)));
    refuse(Refusal.KEY_IS_NOT_THE_NODE, "n2", sampleOf("n1", Map.of("cpu", 0.1)));
    refuse(Refusal.TEXT_TOO_LONG, "n1", sampleOf("n1", Map.of("c".repeat(300), 0.1)));
    refuse(Refusal.NO_VALUE, "n1", null);
    LoadSample ofNoTime = sampleOf("n1", Map.of("cpu", 0.1));
    ofNoTime.setSampledAtMillis(Long.MAX_VALUE);
    refuse(Refusal.TIME_ABSURD, "n1", ofNoTime);
    refuse(Refusal.GPU_ABSURD, "n1", withGpu(new GpuSample(0, "gpu", Double.NaN, 1L, 1L)));
    refuse(Refusal.GPU_ABSURD, "n1", withGpu(new GpuSample(0, "gpu", 0.5, -1L, 1L)));
    refuse(Refusal.USAGE_ABSURD, "n1", withUse(Map.of("cpu", -0.1)));
    refuse(Refusal.USAGE_ABSURD, "n1", withUse(Map.of("cpu", Double.NaN)));
    refuse(Refusal.TOO_MANY_ENTRIES, "n1", sampleOf("n1", tooManyEntries()));
    refuse(Refusal.TOO_MANY_ENTRIES, "n1", withUse(tooManyEntries()));
    refuse(Refusal.KEY_ON_PULSE_OR_MARK, "n1", new Pulse(1L, 1L, "x"));
    append(null, new Pulse(9L, 0L, "x"));
    refuse(Refusal.CLOCK_ABSURD, null, new Pulse(9L, Long.MAX_VALUE / 2, "x"));
    assertThat(windowPasses().getReported()).isEqualTo(1);
  }

  @Test
  void absurdPoliciesAreRefusedAndChangeNothing() {
    refuse(Refusal.POLICY_ABSURD, null, markOf(1, 1.5, 0.1));
    refuse(Refusal.POLICY_ABSURD, null, markOf(1, Double.NaN, 0.1));
    refuse(Refusal.POLICY_ABSURD, null, markOf(1, 0.99, -1));
    sample("n1", 0.5);
    sample("n2", 0.6);
    assertThat(windowPasses().getAsksForPlan()).isFalse();
  }

  @Test
  void aRestartAnywhereChangesNoFinding() throws IOException {
    List<Finding> unbroken = randomStory(7, false);
    setUpAgain();
    assertThat(randomStory(7, true)).isEqualTo(unbroken);
  }

  private void setUpAgain() {
    load = new Load(PARTITION, SETTINGS);
    findings.clear();
    sequences.clear();
    offset = 0;
    millis = 0;
  }

  private List<Finding> randomStory(long seed, boolean restarts) throws IOException {
    var random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      sample("n" + random.nextInt(20), random.nextDouble());
      boolean here = random.nextInt(10) == 0;
      if (here && restarts) {
        var bytes = new ByteArrayOutputStream();
        load.writeTo(new DataOutputStream(bytes));
        load = new Load(PARTITION, SETTINGS);
        load.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      }
      pulses(250 * random.nextInt(6));
    }
    return List.copyOf(findings);
  }

  private void refuse(Refusal refusal, String key, SpecificRecord value) {
    append(key, value);
    assertThat(findings.get(findings.size() - 1)).isEqualTo(new Finding.Refused(refusal));
  }

  private void sample(String node, double cpu) {
    sample(node, Map.of("cpu", cpu));
  }

  private void sample(String node, Map<String, Double> utilisation) {
    append(node, sampleOf(node, utilisation));
  }

  private LoadSample withGpu(GpuSample gpu) {
    LoadSample sample = sampleOf("n1", Map.of("cpu", 0.1));
    sample.setGpus(List.of(gpu));
    return sample;
  }

  private LoadSample sampleOf(String node, Map<String, Double> utilisation) {
    long sequence = sequences.merge(node, 1L, Long::sum);
    return new LoadSample(node, "p", 1L, sequence, 0L, utilisation, List.of(), List.of());
  }

  private LoadSample withUse(Map<String, Double> usage) {
    LoadSample sample = sampleOf("n1", Map.of("cpu", 0.1));
    sample.setWorkloads(List.of(new WorkloadUsage("w1", 1L, usage)));
    return sample;
  }

  private static Map<String, Double> tooManyEntries() {
    var entries = new TreeMap<String, Double>();
    for (int i = 0; i <= 10_000; i++) {
      entries.put("r" + i, 0.1);
    }
    return entries;
  }

  private void mark(long version, double threshold, double minimum) {
    append(null, markOf(version, threshold, minimum));
  }

  private static PolicyMark markOf(long version, double threshold, double minimum) {
    var mark = new PolicyMark();
    mark.setPool("p");
    mark.setVersion(version);
    mark.setBalance(new BalancePolicy(threshold, minimum, 1, 0.1, 0L, 1, 1));
    return mark;
  }

  private LoadBalance windowPasses() {
    int before = balances().size();
    while (balances().size() == before) {
      pulses(250);
    }
    return balances().get(before);
  }

  private void pulses(long forMillis) {
    for (long end = millis + forMillis; millis < end; ) {
      millis += 250;
      append(null, new Pulse(1L, millis * 1_000_000, "test"));
    }
  }

  private void append(String key, SpecificRecord value) {
    load.accept(offset++, millis, key, value, findings::add);
  }

  private List<LoadBalance> balances() {
    return findings.stream()
        .filter(Finding.Balance.class::isInstance)
        .map(finding -> ((Finding.Balance) finding).balance())
        .toList();
  }

  private List<LoadPicture> pictures() {
    return findings.stream()
        .filter(Finding.Picture.class::isInstance)
        .map(finding -> ((Finding.Picture) finding).picture())
        .toList();
  }
}
