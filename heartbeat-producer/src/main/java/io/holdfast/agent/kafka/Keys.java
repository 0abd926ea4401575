package io.holdfast.agent.kafka;

import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import io.holdfast.runtime.config.RegistryConfig;
import io.holdfast.schemas.signature.Signer;
import io.holdfast.schemas.signature.TrustedKeys;
import io.holdfast.schemas.signature.Writers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that the settings of the serializers name: with which this node signs, and whose word it
 * takes. Both are optional. What is wrong with them is found before anything is written or read: a
 * {@link StartRefusedException} says what to do.
 */
public final class Keys {

  static final String TRUSTED = "holdfast.trusted.keys.file";
  private static final String SIGNING = "holdfast.signing.key.file";

  private final Optional<String> publicKey;

  /** Reads them. */
  public Keys(RegistryConfig registry) {
    Map<String, String> settings = registry.properties();
    try {
      String signing = settings.get(SIGNING);
      publicKey =
          signing == null ? Optional.empty() : Optional.of(Signer.of(Path.of(signing)).publicKey());
      if (settings.containsKey(TRUSTED)) {
        requireDispatcher(Path.of(settings.get(TRUSTED)));
      }
    } catch (IOException e) {
      throw new StartRefusedException(Reason.CONFIGURATION, e.getMessage(), e);
    }
  }

  /** The public key of what this node signs, if it signs. */
  public Optional<String> publicKey() {
    return publicKey;
  }

  /** A list without it would let anybody who can write assignments start and stop everything. */
  private static void requireDispatcher(Path trusted) throws IOException {
    if (!TrustedKeys.of(trusted).knows(Writers.DISPATCHER)) {
      throw new StartRefusedException(
          Reason.CONFIGURATION,
          ("%s has no key of %s, so assignments would be taken from anybody:"
                  + " add the line %s KEY, or leave %s out")
              .formatted(trusted, Writers.DISPATCHER, Writers.DISPATCHER, TRUSTED));
    }
  }
}
