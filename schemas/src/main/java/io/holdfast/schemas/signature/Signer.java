package io.holdfast.schemas.signature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Signs in the name of one writer. Safe for use by several threads. */
public final class Signer {

  /** The header that carries the signature, 64 bytes. */
  public static final String HEADER = "holdfast-signature";

  /** The label of a node's profile that shows its public key. */
  public static final String LABEL = "holdfast.public-key";

  static final String ALGORITHM = "Ed25519";

  private final PrivateKey key;

  private Signer(PrivateKey key) {
    this.key = key;
  }

  /**
   * Reads a private key as {@code openssl genpkey -algorithm ed25519} writes it.
   *
   * @throws IOException whose message says in one sentence what is wrong
   */
  public static Signer of(Path pem) throws IOException {
    String text = KeyFile.read(pem);
    String base64 = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    try {
      byte[] encoded = Base64.getDecoder().decode(base64);
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      return new Signer(factory.generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IOException(
          pem + " is no Ed25519 key: make one with openssl genpkey -algorithm ed25519", e);
    }
  }

  /** The signature of a value for a topic. */
  public byte[] sign(String topic, byte[] value) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      cover(signature, topic, value);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign", e);
    }
  }

  /** The public key, as a file of {@link TrustedKeys} has it. */
  public String publicKey() {
    byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      return Base64.getEncoder()
          .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot tell the public key", e);
    }
  }

  /** Gives what it is given: a key pair is made of its seed, and Java has no other way to it. */
  private static final class Seed extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }

  /** A record cannot be moved to another topic, nor altered. */
  static void cover(Signature signature, String topic, byte[] value)
      throws GeneralSecurityException {
    signature.update(topic.getBytes(StandardCharsets.UTF_8));
    signature.update((byte) 0);
    signature.update(value);
  }
}
