package io.holdfast.e2e.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That each query is answered is shown on the running demo, by its suite of faults. */
class DashboardsTest {

  static List<Path> dashboards() throws IOException {
    return Repository.dashboards();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelHasAPlaceATitleAndQueries(Path file) throws IOException {
    Map<String, Object> dashboard = Repository.yaml(file);

    assertThat((String) dashboard.get("uid"))
        .isEqualTo("holdfast-" + file.getFileName().toString().replace(".json", ""));
    assertThat(Repository.list(dashboard.get("panels")))
        .hasSizeGreaterThan(4)
        .doesNotHaveDuplicates()
        .allSatisfy(
            panel -> {
              assertThat((String) panel.get("title")).isNotBlank();
              assertThat(Repository.map(panel.get("datasource"))).containsEntry("uid", "holdfast");
              assertThat(Repository.list(panel.get("targets")))
                  .isNotEmpty()
                  .allSatisfy(target -> assertThat((String) target.get("expr")).isNotBlank());
              Map<String, Object> place = Repository.map(panel.get("gridPos"));
              assertThat((int) place.get("x") + (int) place.get("w")).isLessThanOrEqualTo(24);
            });
  }
}
