package io.holdfast.backup.seal;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The keys of one database's backups: the newest seals, all open. A file of Tink's JSON format, so
 * that Tink's own tools can read it; AES-256-GCM in segments of 1 MiB, with a key derived for each
 * object (AES256_GCM_HKDF_1MB).
 *
 * <p>An object is bound to its chain: it opens only as one of that chain. Thread-safe.
 */
public final class Keyset {

  private static final String KEY_TYPE = "AES256_GCM_HKDF_1MB";
  private static final int BUFFER = 1 << 16;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final KeysetHandle handle;
  private final StreamingAead aead;

  private Keyset(KeysetHandle handle) throws GeneralSecurityException {
    this.handle = handle;
    this.aead = handle.getPrimitive(RegistryConfiguration.get(), StreamingAead.class);
  }

  /** A keyset with one new key. */
  public static Keyset create() {
    return extended(KeysetHandle.newBuilder());
  }

  /** The same keys and a new one, which seals from now on. */
  public Keyset rotated() {
    return extended(KeysetHandle.newBuilder(handle));
  }

  private static Keyset extended(KeysetHandle.Builder keys) {
    try {
      StreamingAeadConfig.register();
      return new Keyset(
          keys.addEntry(
                  KeysetHandle.generateEntryFromParametersName(KEY_TYPE)
                      .withRandomId()
                      .makePrimary())
              .build());
    } catch (GeneralSecurityException everyPlatformHasAes) {
      throw new IllegalStateException(everyPlatformHasAes);
    }
  }

  /**
   * Reads a keyset.
   *
   * @throws IOException whose message says in one sentence what to do
   */
  public static Keyset read(Path file) throws IOException {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(permissions)) {
        throw new IOException(
            "keyset %s can be read by others (%s): chmod 600 it"
                .formatted(file, PosixFilePermissions.toString(permissions)));
      }
      StreamingAeadConfig.register();
      return new Keyset(
          TinkJsonProtoKeysetFormat.parseKeyset(
              Files.readString(file), InsecureSecretKeyAccess.get()));
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new IOException(
          "there is no keyset %s: make one with `holdfast backup key create`, or bring yours back"
              .formatted(file),
          e);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "file %s is not a keyset for backups (%s)".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * The keys that a configuration names, read anew; none where it names none.
   *
   * @throws IOException as {@link #read}
   */
  public static Optional<Keyset> of(Optional<Path> file) throws IOException {
    return file.isPresent() ? Optional.of(read(file.get())) : Optional.empty();
  }

  /**
   * Writes it to a file that only its owner can read; one that is there is replaced in one step.
   */
  public void write(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path fresh =
        Files.createTempFile(
            absolute.getParent(),
            ".keyset-",
            ".tmp",
            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      byte[] json =
          TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get())
              .getBytes(StandardCharsets.UTF_8);
      Files.write(fresh, json, StandardOpenOption.SYNC);
      Files.move(fresh, absolute, StandardCopyOption.ATOMIC_MOVE);
    } catch (GeneralSecurityException aKeysetOfOurs) {
      throw new IllegalStateException(aKeysetOfOurs);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Id of the key that seals. */
  public long sealingKey() {
    return id(handle.getPrimary());
  }

  /** Ids of all keys that open, in the order they were made. */
  public List<Long> keys() {
    return IntStream.range(0, handle.size())
        .mapToObj(handle::getAt)
        .filter(key -> key.getStatus() == KeyStatus.ENABLED)
        .map(Keyset::id)
        .toList();
  }

  private static long id(KeysetHandle.Entry key) {
    return Integer.toUnsignedLong(key.getId());
  }

  /**
   * Seals a file.
   *
   * @param chain directory of the chain that the object is of
   */
  public void seal(Path plain, Path sealed, String chain) throws IOException {
    try (InputStream in = Files.newInputStream(plain);
        OutputStream out =
            aead.newEncryptingStream(Files.newOutputStream(sealed), associated(chain))) {
      copy(in, out);
    } catch (GeneralSecurityException everyPlatformHasAes) {
      throw new IllegalStateException(everyPlatformHasAes);
    }
  }

  /**
   * Opens a file.
   *
   * @throws IOException when no key of the set opens it as an object of that chain
   */
  public void open(Path sealed, Path plain, String chain) throws IOException {
    try (InputStream in =
            aead.newDecryptingStream(Files.newInputStream(sealed), associated(chain));
        OutputStream out = Files.newOutputStream(plain)) {
      copy(in, out);
    } catch (GeneralSecurityException e) {
      throw new IOException("not sealed with these keys, or not for this chain", e);
    }
  }

  private static byte[] associated(String chain) {
    return chain.getBytes(StandardCharsets.UTF_8);
  }

  private static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
    }
  }
}
