package io.holdfast.backup.store;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a store in S3 lies: {@code s3://bucket/prefix?region=eu-central-1&lock=governance:30d}.
 *
 * @param bucket name of the bucket, which must exist
 * @param prefix of all keys, ending in a slash; empty for the bucket as a whole
 * @param region as the service names it; empty for what the environment says
 * @param endpoint of a service that is not Amazon's, addressed by path
 * @param lock how long objects are locked against being deleted; empty for not at all
 */
record S3Address(
    String bucket,
    String prefix,
    Optional<String> region,
    Optional<URI> endpoint,
    Optional<Lock> lock) {

  private static final Pattern LOCK = Pattern.compile("(governance|compliance):(\\d{1,5})d");

  /**
   * Object lock of every object that is written.
   *
   * @param compliance whether nobody at all can shorten it; else who has the right to can
   * @param time from when the object is written, in whole days
   */
  record Lock(boolean compliance, Duration time) {

    private static Lock parse(String text) {
      Matcher parts = LOCK.matcher(text);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "lock=" + text + ": write it as governance:30d or compliance:30d");
      }
      return new Lock(
          parts.group(1).equals("compliance"), Duration.ofDays(Long.parseLong(parts.group(2))));
    }
  }

  /**
   * Reads the URL.
   *
   * @throws IllegalArgumentException whose message says what is wrong with it
   */
  static S3Address parse(URI uri) {
    if (uri.getHost() == null && uri.getAuthority() == null) {
      throw new IllegalArgumentException("it names no bucket");
    }
    String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("^/+|/+$", "");
    Map<String, String> settings = settings(uri);
    S3Address address =
        new S3Address(
            uri.getAuthority(),
            path.isEmpty() ? "" : path + "/",
            Optional.ofNullable(settings.remove("region")),
            Optional.ofNullable(settings.remove("endpoint")).map(URI::create),
            Optional.ofNullable(settings.remove("lock")).map(Lock::parse));
    if (!settings.isEmpty()) {
      throw new IllegalArgumentException(
          "'"
              + settings.keySet().iterator().next()
              + "' is not a setting of it: region, endpoint or lock");
    }
    return address;
  }

  private static Map<String, String> settings(URI uri) {
    Map<String, String> settings = new LinkedHashMap<>();
    String query = uri.getQuery() == null ? "" : uri.getQuery();
    for (String setting : query.split("&", -1)) {
      int equals = setting.indexOf('=');
      if (equals > 0) {
        settings.put(setting.substring(0, equals), setting.substring(equals + 1));
      } else if (!setting.isEmpty()) {
        throw new IllegalArgumentException("'" + setting + "' has no value");
      }
    }
    return settings;
  }
}
