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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads every object of a chain again, in every store, and says what is wrong where. Changes
 * nothing.
 */
public final class Verify {

  private final Chains chains;
  private final List<Finding> findings = new ArrayList<>();
  private final TreeMap<Long, String> hashes = new TreeMap<>();
  private final Set<String> silent = new HashSet<>();
  private long objects;
  private long bytes;

  public Verify(Chains chains) {
    this.chains = chains;
  }

  /**
   * @param id which chain, as in {@link Chains#find}
   * @param decided the newest manifest that Kafka holds, where it was asked: with a single store it
   *     alone tells that the end of a chain was cut off
   */
  public Verification run(Optional<String> id, Optional<ManifestFile> decided) throws IOException {
    String chain = chosen(id, decided);
    String directory = Layout.chain(chains.database(), chain);
    List<OfStore> stores = new ArrayList<>();
    for (ObjectStore store : chains.stores()) {
      stores.add(new OfStore(store, directory));
    }
    long groups = stores.stream().mapToLong(OfStore::groups).max().orElse(0);
    for (long group = 0; group < groups; group++) {
      for (OfStore store : stores) {
        store.verify(group);
      }
      // an index repeats the thousand before it, and nothing looks further back
      hashes.headMap(group * Layout.MANIFESTS_PER_DIRECTORY).clear();
    }
    compareLengths(stores, decided.filter(file -> file.manifest().getChain().equals(chain)));
    return new Verification(chain, objects, bytes, findings, silent);
  }

  /** The newest is the one that Kafka decided last, also where stores have lost it. */
  private String chosen(Optional<String> id, Optional<ManifestFile> decided) throws IOException {
    Optional<String> newest = decided.map(file -> file.manifest().getChain());
    if (id.isEmpty() && newest.isPresent() && !chains.ids().contains(newest.get())) {
      if (doAllAnswer()) {
        findings.add(
            new Finding("kafka", "", "decided chain " + newest.get() + ", which no store holds"));
      }
    } else if (id.isEmpty() && newest.isPresent()) {
      return newest.get();
    }
    return chains.find(id);
  }

  /** Those that do not are found when they are read. */
  private boolean doAllAnswer() {
    for (ObjectStore store : chains.stores()) {
      try {
        store.directories(chains.database() + "/");
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  /** How far the verification of one store is. All stores go on together, a thousand at a time. */
  private final class OfStore {

    private final ObjectStore store;
    private final String directory;
    private long groups;
    private long number;
    private byte[] previous = new byte[0];
    private boolean answers = true;

    OfStore(ObjectStore store, String directory) {
      this.store = store;
      this.directory = directory;
      try {
        groups = Layout.groups(store.directories(directory + Layout.MANIFESTS));
        if (groups == 0) {
          found(store, "", "nothing of this chain is here");
        }
      } catch (IOException e) {
        silent(e);
      }
    }

    private void silent(IOException e) {
      found(store, "", "the store does not answer: " + e.getMessage());
      silent.add(store.name());
      answers = false;
    }

    long groups() {
      return groups;
    }

    void verify(long group) {
      if (!answers) {
        return;
      }
      try {
        for (String name : store.list(directory + Layout.group(group))) {
          manifest(name);
        }
      } catch (IOException e) {
        silent(e);
      }
    }

    private void manifest(String name) {
      String below = name.substring(directory.length());
      if (!Layout.isManifest(name)) {
        found(store, below, "does not belong here");
        return;
      }
      number++;
      if (Layout.manifestNumber(name) != number) {
        found(store, Layout.manifest(number), "is missing");
        number = Layout.manifestNumber(name);
        previous = null;
      }
      previous = Verify.this.manifest(store, directory, below, number, previous);
    }

    /** What came while other stores were read: a chain grows meanwhile. */
    void goOnTo(long end) {
      long before = -1;
      while (answers && number < end && number > before) {
        before = number;
        try {
          for (long group = number / Layout.MANIFESTS_PER_DIRECTORY;
              group <= end / Layout.MANIFESTS_PER_DIRECTORY;
              group++) {
            for (String name : store.list(directory + Layout.group(group))) {
              if (Layout.isManifest(name) && Layout.manifestNumber(name) > number) {
                manifest(name);
              }
            }
          }
        } catch (IOException e) {
          silent(e);
        }
      }
    }
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
      ManifestFile file = ManifestFile.read(content);
      Manifest manifest = file.manifest();
      if (!Arrays.equals(content, file.bytes())) {
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
      manifest.getObjects().forEach(object -> object(store, directory, object));
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
        long number = ManifestFile.read(manifest).manifest().getNumber();
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

  private void compareLengths(List<OfStore> stores, Optional<ManifestFile> decided) {
    long longest =
        Math.max(
            stores.stream().mapToLong(store -> store.number).max().orElse(0),
            decided.map(file -> file.manifest().getNumber()).orElse(0L));
    stores.forEach(store -> store.goOnTo(longest));
    decided.ifPresent(this::requireDecided);
    for (OfStore store : stores) {
      if (store.answers && store.number < longest) {
        found(
            store.store,
            "",
            "ends at manifest %d, but the chain at %d".formatted(store.number, longest));
      }
    }
  }

  /** What Kafka decided is what the stores hold. */
  private void requireDecided(ManifestFile decided) {
    String hash = Sha256.hex(decided.sha256());
    long number = decided.manifest().getNumber();
    String held = hashes.get(number);
    if (held != null && !held.equals(hash)) {
      findings.add(
          new Finding(
              "kafka", Layout.manifest(number), "was decided, but the stores hold another"));
    }
  }

  private void found(ObjectStore store, String object, String sentence) {
    findings.add(new Finding(store.name(), object, sentence));
  }
}
