package io.holdfast.backup.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.format.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysetTest {

  private static final String CHAIN = "orders/c1/";

  @TempDir Path directory;
  private Path plain;
  private Path sealed;
  private Path opened;

  @BeforeEach
  void write() throws IOException {
    byte[] content = new byte[3 << 20];
    new Random(1).nextBytes(content);
    plain = Files.write(directory.resolve("plain"), content);
    sealed = directory.resolve("sealed");
    opened = directory.resolve("opened");
  }

  @Test
  void whatAKeySealedItOpens() throws IOException {
    Keyset keys = Keyset.create();
    keys.seal(plain, sealed, CHAIN);
    keys.open(sealed, opened, CHAIN);

    assertThat(opened).hasSameBinaryContentAs(plain);
    assertThat(Files.mismatch(sealed, plain)).isNotNegative();
  }

  /** The keys are of nothing else. */
  @Test
  void anObjectThatTheFirstVersionSealedOpens() throws IOException {
    byte[] known = "1\tone\n2\ttwo\n".getBytes(StandardCharsets.UTF_8);
    Path file = directory.resolve("keys.json");
    Keyset fresh = Keyset.create().rotated();
    fresh.write(file);
    fresh.seal(Files.write(plain, known), sealed, CHAIN);
    Files.write(file, Golden.file("keyset-1.json", Files.readAllBytes(file)));
    Files.write(sealed, Golden.file("sealed-1.enc", Files.readAllBytes(sealed)));

    Keyset.read(file).open(sealed, opened, CHAIN);

    assertThat(opened).hasBinaryContent(known);
  }

  @Test
  void equalContentIsSealedDifferentlyEachTime() throws IOException {
    Keyset keys = Keyset.create();
    keys.seal(plain, sealed, CHAIN);
    Path again = directory.resolve("again");
    keys.seal(plain, again, CHAIN);

    assertThat(Files.mismatch(sealed, again)).isBetween(0L, 64L);
  }

  @Test
  void afterARotationOldObjectsOpenAndNewOnesNeedTheNewKey() throws IOException {
    Keyset before = Keyset.create();
    before.seal(plain, sealed, CHAIN);
    Keyset after = before.rotated();

    after.open(sealed, opened, CHAIN);
    assertThat(opened).hasSameBinaryContentAs(plain);
    assertThat(after.keys()).containsExactly(before.sealingKey(), after.sealingKey());

    after.seal(plain, sealed, CHAIN);
    assertThatThrownBy(() -> before.open(sealed, opened, CHAIN)).isInstanceOf(IOException.class);
  }

  @Test
  void anObjectOfAnotherChainDoesNotOpen() throws IOException {
    Keyset keys = Keyset.create();
    keys.seal(plain, sealed, CHAIN);

    assertThatThrownBy(() -> keys.open(sealed, opened, "orders/c2/"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatWasCutShortDoesNotOpen() throws IOException {
    Keyset keys = Keyset.create();
    keys.seal(plain, sealed, CHAIN);
    byte[] bytes = Files.readAllBytes(sealed);
    for (int length : new int[] {0, 10, 1 << 20, bytes.length - 1}) {
      Files.write(sealed, java.util.Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> keys.open(sealed, opened, CHAIN))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aKeysetIsReadBackFromAFileThatOnlyItsOwnerCanRead() throws IOException {
    Path file = directory.resolve("keys.json");
    Keyset keys = Keyset.create();
    keys.write(file);
    keys.rotated().write(file);

    assertThat(Keyset.read(file).keys()).hasSize(2).startsWith(keys.sealingKey());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> Keyset.read(file)).hasMessageContaining("chmod 600");
  }

  @Test
  void whatIsNoKeysetIsRefusedInWords() throws IOException {
    Path file = Files.writeString(directory.resolve("keys.json"), "{}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> Keyset.read(file)).hasMessageContaining("is not a keyset");
    assertThatThrownBy(() -> Keyset.read(directory.resolve("none")))
        .hasMessageContaining("holdfast backup key create");
  }
}
