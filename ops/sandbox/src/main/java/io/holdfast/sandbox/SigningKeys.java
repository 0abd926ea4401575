package io.holdfast.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;

/**
 * Keys of those who sign records, as {@code openssl genpkey -algorithm ed25519} would make them,
 * and the list of those that are trusted.
 */
public final class SigningKeys {

  private final Path directory;

  /** Keys are kept in this directory. */
  public SigningKeys(Path directory) {
    this.directory = directory;
  }

  /** Makes a key that nobody trusts, and gives the settings with which a writer signs. */
  public Map<String, String> make(String file) throws IOException {
    return write(file, generate());
  }

  /** Makes a key that is trusted under this name, and gives the settings with which it signs. */
  public Map<String, String> makeTrusted(String name) throws IOException {
    KeyPair pair = generate();
    Files.writeString(
        trustedFile(),
        "%s %s%n".formatted(name, base64(pair.getPublic().getEncoded())),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return write(name, pair);
  }

  /** The settings with which a reader verifies. */
  public Map<String, String> trusted() {
    return Map.of("holdfast.trusted.keys.file", trustedFile().toString());
  }

  private Path trustedFile() {
    return directory.resolve("trusted");
  }

  private Map<String, String> write(String name, KeyPair pair) throws IOException {
    Path file = directory.resolve(name + ".pem");
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----%n%s%n-----END PRIVATE KEY-----%n"
            .formatted(base64(pair.getPrivate().getEncoded())));
    return Map.of("holdfast.signing.key.file", file.toString());
  }

  private static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new SandboxException("this JVM has no Ed25519", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
