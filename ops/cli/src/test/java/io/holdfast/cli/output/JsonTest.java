package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.Records;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void scalarsListsAndMapsAreWrittenAsTheyAre() {
    var map = new LinkedHashMap<String, Object>();
    map.put("text", "a\"b");
    map.put("none", null);
    map.put("number", 7L);
    map.put("share", 0.5);
    map.put("bytes", ByteBuffer.wrap(new byte[] {1, 2, 3}));
    map.put("at", Instant.EPOCH);
    map.put("span", Duration.ofSeconds(2));
    map.put("list", Arrays.asList(1, null, true));

    assertThat(Json.line(map))
        .isEqualTo(
            "{\"text\":\"a\\\"b\",\"none\":null,\"number\":7,\"share\":0.5,\"bytes\":\"AQID\","
                + "\"at\":\"1970-01-01T00:00:00Z\",\"span\":2000,\"list\":[1,null,true]}");
  }

  @Test
  void recordsHaveTheirFieldsByNameAndUnionsNoTag() {
    assertThat(Json.line(Records.placement("w1", "n1")))
        .startsWith("{\"workload\":\"w1\",\"pool\":\"inference\",\"phase\":\"RUNNING\",")
        .contains("\"node\":\"n1\",\"incarnation\":7", "\"movingFrom\":null");
  }

  @Test
  void anEmptyListIsAnArrayAllTheSame() {
    assertThat(Json.line(List.of())).isEqualTo("[]");
  }
}
