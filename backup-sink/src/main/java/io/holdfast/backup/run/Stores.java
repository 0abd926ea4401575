package io.holdfast.backup.run;

import io.holdfast.backup.store.FileStore;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.backup.store.S3Stores;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The stores that the configuration names. */
public final class Stores {

  private Stores() {}

  /**
   * Opens them, by name; does not touch them yet.
   *
   * @throws StartRefusedException when a URL is not one of a store
   */
  public static List<ObjectStore> open(Map<String, String> urls) {
    return new TreeMap<>(urls)
        .entrySet().stream().map(entry -> open(entry.getKey(), entry.getValue())).toList();
  }

  /** Opens one store by its URL. */
  public static ObjectStore open(String name, String url) {
    try {
      URI uri = URI.create(url);
      if ("file".equals(uri.getScheme()) && uri.getAuthority() == null && uri.getPath() != null) {
        return new FileStore(name, Path.of(uri.getPath()));
      }
      if ("s3".equals(uri.getScheme())) {
        return S3Stores.open(name, uri);
      }
    } catch (IllegalArgumentException wrong) {
      throw new StartRefusedException(
          Reason.CONFIGURATION, unusable(name, url) + ": " + wrong.getMessage(), wrong);
    }
    throw new StartRefusedException(Reason.CONFIGURATION, unusable(name, url));
  }

  private static String unusable(String name, String url) {
    return "stores.%s: '%s' is not the URL of a store; write it as file:/directory or s3://bucket/prefix"
        .formatted(name, url);
  }

  /**
   * Makes sure that every store is there and can be written.
   *
   * @throws StartRefusedException saying which cannot, and what to do
   */
  public static void prepare(List<ObjectStore> stores) {
    for (ObjectStore store : stores) {
      try {
        store.prepare();
      } catch (IOException e) {
        throw new StartRefusedException(Reason.STORAGE, e.getMessage(), e);
      }
    }
  }
}
