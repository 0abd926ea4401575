package io.holdfast.schemas.signature;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Public keys of writers, by name. What a writer of the list has not signed, with any of its keys,
 * is not its word; who is not on the list need not sign. Safe for use by several threads.
 */
public final class TrustedKeys {

  private final Map<String, List<PublicKey>> keys;

  private TrustedKeys(Map<String, List<PublicKey>> keys) {
    this.keys = keys;
  }

  public static TrustedKeys none() {
    return new TrustedKeys(Map.of());
  }

  /**
   * Reads a file of lines {@code name key}: the key in Base64, as {@code openssl pkey -pubout}
   * writes it between its dashes. A name may have several, so that what an older key has signed can
   * still be read. Empty lines and those that begin with # are passed over.
   *
   * @throws IOException whose message says in one sentence what is wrong
   */
  public static TrustedKeys of(Path file) throws IOException {
    Map<String, List<PublicKey>> keys = new TreeMap<>();
    for (String line : KeyFile.read(file).lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.strip().split("\\s+");
      try {
        byte[] encoded = Base64.getDecoder().decode(words[words.length - 1]);
        KeyFactory factory = KeyFactory.getInstance(Signer.ALGORITHM);
        keys.computeIfAbsent(words[0], name -> new ArrayList<>())
            .add(factory.generatePublic(new X509EncodedKeySpec(encoded)));
      } catch (IllegalArgumentException | GeneralSecurityException e) {
        throw new IOException(file + ": the key of " + words[0] + " is no Ed25519 key", e);
      }
    }
    return new TrustedKeys(keys);
  }

  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Whether there is a key of the writer, so that it must sign. */
  public boolean knows(String writer) {
    return keys.containsKey(writer);
  }

  /**
   * Whether this is one of the writer's keys.
   *
   * @param publicKey as {@link Signer#publicKey} tells it
   */
  public boolean contains(String writer, String publicKey) {
    return keys.getOrDefault(writer, List.of()).stream()
        .anyMatch(key -> Base64.getEncoder().encodeToString(key.getEncoded()).equals(publicKey));
  }

  /** Whether the writer may have written these bytes. */
  public boolean accepts(String writer, String topic, Headers headers, byte[] value) {
    List<PublicKey> known = keys.get(writer);
    if (known == null) {
      return true;
    }
    Header header = headers.lastHeader(Signer.HEADER);
    return header != null
        && header.value() != null
        && known.stream().anyMatch(key -> isSigned(key, topic, value, header.value()));
  }

  private static boolean isSigned(PublicKey key, String topic, byte[] value, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(Signer.ALGORITHM);
      signature.initVerify(key);
      Signer.cover(signature, topic, value);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // not even a signature
    }
  }
}
