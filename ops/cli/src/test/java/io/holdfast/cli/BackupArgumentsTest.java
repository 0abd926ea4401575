package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.CommandRun.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the backup commands say without any server. */
class BackupArgumentsTest {

  private static final String STORES = " --database orders --store a=file:/nowhere";

  @TempDir private Path directory;

  private static CommandRun misuse(String commandLine) {
    CommandRun run = Shell.lost().run(commandLine);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    return run;
  }

  @Test
  void aTargetThatNamesNoDatabaseIsMisuse() {
    for (String into :
        List.of("jdbc:postgresql://host:5432", "jdbc:mysql://host/orders", "orders")) {
      assertThat(misuse("backup restore --into " + into + STORES).err())
          .contains("--into must name a database", "'" + into + "'");
    }
    assertThat(misuse("backup restore" + STORES).err()).contains("--into");
  }

  @Test
  void twoPlacesToStopAtAreMisuse() {
    assertThat(
            misuse(
                    "backup restore --into jdbc:postgresql://h/d --to-point a --before-xid 7"
                        + STORES)
                .err())
        .contains("--to-point", "--before-xid");
  }

  @Test
  void aPositionThatIsNoneIsMisuse() {
    assertThat(
            misuse("backup restore --into jdbc:postgresql://h/d --before-lsn 16B3" + STORES).err())
        .contains("'16B3' is not a position in the write-ahead log; write it as 16B3/C8D00");
  }

  @Test
  void theBackupsAreNamedInOneWayOnly() {
    assertThat(misuse("backup info --config backup.yaml" + STORES).err())
        .contains("leave it out to name them by --database and --store");
    assertThat(misuse("backup info").err())
        .contains("Give --config FILE of backup-sink, or --database NAME and --store NAME=URL.");
    assertThat(misuse("backup info --database orders").err()).contains("--store NAME=URL");
  }

  @Test
  void aUrlThatIsNoStoresIsMisuse() {
    assertThat(misuse("backup info --database orders --store a=ftp://b/p").err())
        .contains("'ftp://b/p' is not the URL of a store");
  }

  @Test
  void whatKafkaDecidedIsKnownByTheConfigurationOnly() {
    assertThat(misuse("backup verify --kafka" + STORES).err())
        .contains("--kafka needs --config FILE");
  }

  @Test
  void aKeysetIsMadeOnceForItsOwnerOnlyAndGrowsByRotation() throws IOException {
    Path file = directory.resolve("keys.json");
    Map<String, Object> created = key("create", file);
    byte[] first = Files.readAllBytes(file);
    CommandRun again = misuse("backup key create " + file);
    assertThat(Files.readAllBytes(file)).isEqualTo(first);
    Map<String, Object> rotated = key("rotate", file);
    Map<String, Object> shown = key("show", file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat((List<?>) created.get("keys")).hasSize(1);
    assertThat(created.get("seals")).isEqualTo(((List<?>) created.get("keys")).get(0));
    assertThat(again.err()).contains("is there already: rotate it, or name another");
    assertThat((List<?>) rotated.get("keys"))
        .isEqualTo(List.of(created.get("seals"), rotated.get("seals")))
        .doesNotHaveDuplicates();
    assertThat(shown).isEqualTo(rotated);
  }

  @Test
  void whatIsShownOfAKeysetIsNoKey() throws IOException {
    Path file = directory.resolve("keys.json");
    long seals = (Long) key("create", file).get("seals");

    CommandRun shown = Shell.lost().run("backup key show " + file);

    assertThat(shown.lines())
        .containsExactly(
            "%s: 1 keys, %d seals from the next start of the backup on".formatted(file, seals));
  }

  @Test
  void aKeysetThatCannotBeReadIsMisuse() throws IOException {
    Path missing = directory.resolve("missing.json");
    Path open = Files.writeString(directory.resolve("open.json"), "{}");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Path other = Files.writeString(directory.resolve("other.json"), "{}");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));

    assertThat(misuse("backup key rotate " + missing).err()).contains("there is no keyset");
    assertThat(misuse("backup key show " + open).err()).contains("chmod 600 it");
    assertThat(misuse("backup key show " + other).err()).contains("is not a keyset for backups");
    assertThat(misuse("backup info --keyset " + missing + STORES).err())
        .contains("there is no keyset");
    assertThat(misuse("backup key create " + directory.resolve("none/keys.json")).err())
        .contains("there is no directory " + directory.resolve("none") + ": make it first");
  }

  private static Map<String, Object> key(String act, Path file) throws IOException {
    CommandRun run = Shell.lost().run("backup key " + act + " --json " + file);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return ParsedJson.object(run);
  }
}
