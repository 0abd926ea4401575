package io.holdfast.backup.sink;

import io.holdfast.records.StoredObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Tables that were copied again beside a running chain, to be named by a manifest.
 *
 * @param id first line of the message {@code holdfast.base} from which they count
 * @param reasons why they were copied again
 * @param snapshot what their text sees
 * @param objects their text
 * @param holders names of the stores that took every object
 * @param named completed once it is known whether a manifest names them
 */
public record LaterBase(
    String id,
    List<String> reasons,
    String snapshot,
    List<StoredObject> objects,
    Set<String> holders,
    CompletableFuture<Boolean> named) {

  public LaterBase {
    reasons = List.copyOf(reasons);
    objects = List.copyOf(objects);
    holders = Set.copyOf(holders);
  }
}
