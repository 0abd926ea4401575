package io.holdfast.backup.sink;

import io.holdfast.backup.format.ManifestFile;
import io.holdfast.records.Manifest;
import java.util.Optional;

/** What was decided to belong to chains. */
public interface Decisions {

  /** The newest manifest; empty when there never was one. */
  Optional<Manifest> last();

  /** A manifest by its number; empty when it was never decided, or is not known any more. */
  Optional<ManifestFile> find(String chain, long number);
}
