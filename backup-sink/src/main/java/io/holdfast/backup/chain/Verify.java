package io.holdfast.backup.chain;

import io.holdfast.backup.format.IndexFile;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.format.Sha256;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads every object of a chain again, in every store, and says what is wrong where. Changes
 * nothing.
 */
public final class Verify {

  private final Chains chains;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Long> lengths = new TreeMap<>();
  private final Map<Long, String> hashes = new TreeMap<>();
  private long objects;
  private long bytes;

  public Verify(Chains chains) {
    this.chains = chains;
  }

  /**
   * @param id which chain; empty for the newest
   * @param decided the newest manifest that Kafka holds, where it was asked: with a single store it
   *     alone tells that the end of a chain was cut off
   */
  public Verification run(Optional<String> id, Optional<Manifest> decided) throws IOException {
    List<String> ids = chains.ids();
    if (ids.isEmpty()) {
      throw new DamagedChainException("no store holds a chain of " + chains.database());
    }
    String chain = id.orElse(ids.get(ids.size() - 1));
    for (ObjectStore store : chains.stores()) {
      verify(store, chain);
    }
    compareLengths(decided.filter(manifest -> manifest.getChain().equals(chain)));
    return new Verification(chain, objects, bytes, findings);
  }

  private void verify(ObjectStore store, String chain) {
    String directory = Layout.chain(chains.database(), chain);
    long number = 0;
    try {
      byte[] previous = new byte[0];
      List<String> names = store.list(directory + "manifests/");
      for (String name : names) {
        if (!Layout.isManifest(name)) {
          found(store, name.substring(directory.length()), "does not belong here");
          continue;
        }
        number++;
        if (Layout.manifestNumber(name) != number) {
          found(store, Layout.manifest(number), "is missing");
          number = Layout.manifestNumber(name);
          previous = null;
        }
        previous = manifest(store, directory, name.substring(directory.length()), number, previous);
      }
      if (names.isEmpty()) {
        found(store, "", "nothing of chain " + chain + " is here");
      }
    } catch (IOException e) {
      found(store, "", "the store does not answer: " + e.getMessage());
      return;
    }
    lengths.put(store.name(), number);
  }

  /** Verifies a manifest and its objects; returns its hash. */
  private byte[] manifest(
      ObjectStore store, String directory, String name, long number, byte[] previous) {
    try {
      byte[] content = store.read(directory + name);
      objects++;
      bytes += content.length;
      byte[] sha256 = Sha256.of(content);
      requireAgreement(store, name, number, sha256);
      Manifest manifest = ManifestFile.read(content);
      if (!ManifestFile.isIntact(content)) {
        found(store, name, "is damaged");
      }
      if (manifest.getNumber() != number || !directory.endsWith("/" + manifest.getChain() + "/")) {
        found(store, name, "is the manifest of another place");
      }
      if (previous != null && !Arrays.equals(previous, Sha256.bytes(manifest.getPrevious()))) {
        found(
            store,
            name,
            "does not follow the manifest before it: one of the two is not the chain's");
      }
      StoredChain.added(manifest).forEach(object -> object(store, directory, object));
      return sha256;
    } catch (IOException e) {
      found(store, name, "cannot be read: " + e.getMessage());
      return null;
    }
  }

  private void requireAgreement(ObjectStore store, String name, long number, byte[] sha256) {
    String hash = HexFormat.of().formatHex(sha256);
    String other = hashes.putIfAbsent(number, hash);
    if (other != null && !other.equals(hash)) {
      found(store, name, "differs from what another store holds");
    }
  }

  private void object(ObjectStore store, String directory, StoredObject object) {
    if (object.getKind() == ObjectKind.INDEX) {
      index(store, directory, object);
      return;
    }
    try (InputStream in = store.open(directory + object.getName())) {
      byte[] sha256 = Sha256.of(in);
      objects++;
      bytes += object.getBytes();
      if (!Arrays.equals(sha256, Sha256.bytes(object.getSha256()))) {
        found(store, object.getName(), "is damaged: its hash is not the manifest's");
      }
    } catch (NoSuchFileException e) {
      found(store, object.getName(), "is missing");
    } catch (IOException e) {
      found(store, object.getName(), "cannot be read: " + e.getMessage());
    }
  }

  /** An index is read in place of manifests, so it has to hold the same. */
  private void index(ObjectStore store, String directory, StoredObject index) {
    try {
      byte[] content = store.read(directory + index.getName());
      objects++;
      bytes += content.length;
      if (!Arrays.equals(Sha256.of(content), Sha256.bytes(index.getSha256()))) {
        found(store, index.getName(), "is damaged: its hash is not the manifest's");
        return;
      }
      for (byte[] manifest : IndexFile.read(content)) {
        long number = ManifestFile.read(manifest).getNumber();
        if (!HexFormat.of().formatHex(Sha256.of(manifest)).equals(hashes.get(number))) {
          found(store, index.getName(), "differs from manifest " + number);
        }
      }
    } catch (NoSuchFileException e) {
      found(store, index.getName(), "is missing");
    } catch (IOException e) {
      found(store, index.getName(), "cannot be read: " + e.getMessage());
    }
  }

  private void compareLengths(Optional<Manifest> decided) {
    long longest = lengths.values().stream().mapToLong(Long::longValue).max().orElse(0);
    if (decided.isPresent() && decided.get().getNumber() > longest) {
      longest = decided.get().getNumber();
    }
    decided.ifPresent(this::requireDecided);
    compareWith(longest);
  }

  /** What Kafka decided is what the stores hold. */
  private void requireDecided(Manifest decided) {
    String hash = HexFormat.of().formatHex(Sha256.of(ManifestFile.write(decided)));
    String held = hashes.get(decided.getNumber());
    if (held != null && !held.equals(hash)) {
      findings.add(
          new Finding(
              "kafka",
              Layout.manifest(decided.getNumber()),
              "was decided, but the stores hold another"));
    }
  }

  private void compareWith(long longest) {
    lengths.forEach(
        (store, length) -> {
          if (length < longest) {
            findings.add(
                new Finding(
                    store,
                    "",
                    "ends at manifest %d, but the chain at %d".formatted(length, longest)));
          }
        });
  }

  private void found(ObjectStore store, String object, String sentence) {
    findings.add(new Finding(store.name(), object, sentence));
  }
}
