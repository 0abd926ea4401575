package io.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TopicsPageTest {

  private static final Path PAGE = Path.of("../ops/docs/reference/topics.md");

  @Test
  void thePageSaysWhatTheCatalogueSays() throws IOException {
    if (System.getProperty("holdfast.write") != null) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, TopicsPage.render());
    }

    assertThat(PAGE).exists();
    assertThat(Files.readString(PAGE))
        .as("run mvn -pl schemas test -Dtest=TopicsPageTest -Dholdfast.write=newest")
        .isEqualTo(TopicsPage.render());
  }
}
