package io.holdfast.e2e.faults.fencing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Judges that cannot condemn prove nothing. */
class JudgesTest {

  @TempDir Path directory;

  @Test
  void livesThatFollowEachOtherAreFine() throws Exception {
    Files.writeString(
        directory.resolve("db.beats"), "10 n1 5 1\n30 n1 5 1\n31 n2 6 2\n40 n2 6 2\n5");

    assertThat(new Judges(directory).complaints()).isEmpty();
    assertThat(new Judges(directory).lastSigns()).containsEntry("db", 40L);
  }

  @Test
  void whatIsWrittenLaterIsReadOn() throws Exception {
    Path file = Files.writeString(directory.resolve("db.beats"), "10 n1 5 1\n20 n1 5 1\n3");
    Judges judges = new Judges(directory);
    assertThat(judges.lastSigns()).containsEntry("db", 20L);

    Files.writeString(file, "0 n1 5 1\n25 n2 6 2\n", StandardOpenOption.APPEND);

    assertThat(judges.lastSigns()).containsEntry("db", 30L);
    assertThat(judges.complaints())
        .containsExactly("db lived twice for 0.000 s: n1 5 1 and n2 6 2");
  }

  @Test
  void onlyAChangeOfNodeIsAMove() throws Exception {
    Files.writeString(
        directory.resolve("db.beats"), "10 n1 5 1\n20 n1 5 2\n30 n1 6 3\n40 n2 7 4\n50 n1 8 5\n");

    assertThat(new Judges(directory).changes()).isEqualTo(new Judges.Changes(2, 1));
  }

  @Test
  void livesThatOverlapAndContentionAreReported() throws Exception {
    Files.writeString(directory.resolve("db.beats"), "10 n1 5 1\n30 n2 6 2\n31 n1 5 1\n");
    Files.writeString(directory.resolve("web.contended"), "30 n2 6 2\n");

    assertThat(new Judges(directory).complaints())
        .containsExactly(
            "db lived twice for 0.000 s: n1 5 1 and n2 6 2",
            "web.contended found its lock held 1 times, first: 30 n2 6 2");
  }
}
