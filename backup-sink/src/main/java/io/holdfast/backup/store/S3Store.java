package io.holdfast.backup.store;

import io.holdfast.backup.format.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A store in a bucket of S3, or of a service that speaks its language.
 *
 * <p>Put: {@code PutObject} with {@code If-None-Match: *} and the SHA-256 of the content, so that
 * the service refuses what arrives damaged and never replaces an object. 412 means that the name is
 * taken: then what is there is read and compared, which also settles a put whose outcome was not
 * heard. 409 (two puts at once) and what the client holds for passing (503, time-outs) are tried
 * again.
 *
 * <p>What is larger than a service takes in one request is put in parts, under the same condition.
 *
 * <p>A service that ignores {@code If-None-Match} would let one sink overwrite what another wrote;
 * {@link #prepare} finds out and refuses it.
 */
public final class S3Store implements ObjectStore {

  private static final int TAKEN = 412;
  private static final int CONFLICT = 409;
  private static final int CONFLICTS_AT_MOST = 5;

  /** Written once, never again: the sign that conditional puts are kept. */
  private static final String MARK = ".holdfast-store";

  private static final String PROBE = ".holdfast-probe";

  private final String name;
  private final S3Address address;
  private final S3Client client;
  private final Sizes sizes;
  private final Clock clock;

  /**
   * How objects are sent.
   *
   * @param whole up to how many bytes an object goes in one request
   * @param part bytes of each part of a larger one
   */
  record Sizes(long whole, long part) {}

  S3Store(String name, S3Address address, S3Client client, Sizes sizes, Clock clock) {
    this.name = name;
    this.address = address;
    this.client = client;
    this.sizes = sizes;
    this.clock = clock;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void prepare() throws IOException {
    try {
      client.headBucket(request -> request.bucket(address.bucket()));
      requireConditionalPuts();
      if (address.lock().isPresent()) {
        requireLock();
      }
      probe();
    } catch (S3Exception e) {
      throw new IOException(
          "store %s cannot be written: bucket %s must exist and allow listing, reading and writing (status %d: %s)"
              .formatted(name, address.bucket(), e.statusCode(), e.getMessage()),
          e);
    } catch (SdkException e) {
      throw new IOException(
          "store %s does not answer: check its endpoint, region and credentials (%s)"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  private void requireConditionalPuts() throws IOException {
    byte[] mark = "Backups of Holdfast.\n".getBytes(StandardCharsets.UTF_8);
    PutObjectRequest request = absent(address.prefix() + MARK, Sha256.of(mark)).build();
    for (int attempt = 0; attempt < 2; attempt++) {
      if (!isWritten(() -> client.putObject(request, RequestBody.fromBytes(mark)))) {
        return;
      }
    }
    throw new IOException(
        "store %s ignores If-None-Match, so one sink could overwrite what another wrote: use a service that knows conditional writes"
            .formatted(name));
  }

  private void requireLock() throws IOException {
    try {
      var lock =
          client
              .getObjectLockConfiguration(request -> request.bucket(address.bucket()))
              .objectLockConfiguration();
      if (lock != null && lock.objectLockEnabled() == ObjectLockEnabled.ENABLED) {
        return;
      }
    } catch (S3Exception e) {
      if (e.statusCode() != 404 && e.statusCode() != 400) {
        throw e;
      }
    }
    throw new IOException(
        "store %s: bucket %s has no object lock: make a bucket with it, or leave lock= out"
            .formatted(name, address.bucket()));
  }

  @Override
  public void probe() throws IOException {
    calling(
        () ->
            client.putObject(
                request ->
                    request
                        .bucket(address.bucket())
                        .key(address.prefix() + PROBE)
                        // where a bucket keeps objects by default, a put without one is refused
                        .checksumSHA256(base64(Sha256.of(new byte[0]))),
                RequestBody.empty()));
  }

  @Override
  public void put(String object, Path content) throws IOException {
    byte[] sha256;
    try (InputStream in = Files.newInputStream(content)) {
      sha256 = Sha256.of(in);
    }
    if (Files.size(content) <= sizes.whole()) {
      put(object, sha256, RequestBody.fromFile(content));
      return;
    }
    MultipartPut parts = new MultipartPut(client, address.bucket(), keyOf(object), sizes.part());
    // much would be sent for nothing
    if (exists(object) || !calling(() -> isWritten(() -> parts.put(content, this::locked)))) {
      requireSame(object, sha256);
    }
  }

  private boolean exists(String object) throws IOException {
    String key = keyOf(object);
    try {
      calling(() -> client.headObject(request -> request.bucket(address.bucket()).key(key)));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private CreateMultipartUploadRequest.Builder locked(CreateMultipartUploadRequest.Builder to) {
    address
        .lock()
        .ifPresent(lock -> to.objectLockMode(mode(lock)).objectLockRetainUntilDate(end(lock)));
    return to;
  }

  private static ObjectLockMode mode(S3Address.Lock lock) {
    return lock.compliance() ? ObjectLockMode.COMPLIANCE : ObjectLockMode.GOVERNANCE;
  }

  private Instant end(S3Address.Lock lock) {
    return clock.instant().plus(lock.time());
  }

  @Override
  public void put(String object, byte[] content) throws IOException {
    put(object, Sha256.of(content), RequestBody.fromBytes(content));
  }

  private void put(String object, byte[] sha256, RequestBody body) throws IOException {
    PutObjectRequest.Builder request = absent(keyOf(object), sha256);
    address
        .lock()
        .ifPresent(lock -> request.objectLockMode(mode(lock)).objectLockRetainUntilDate(end(lock)));
    if (!calling(() -> isWritten(() -> client.putObject(request.build(), body)))) {
      requireSame(object, sha256);
    }
  }

  private PutObjectRequest.Builder absent(String key, byte[] sha256) {
    return PutObjectRequest.builder()
        .bucket(address.bucket())
        .key(key)
        .ifNoneMatch("*")
        .checksumSHA256(base64(sha256));
  }

  private static String base64(byte[] sha256) {
    return Base64.getEncoder().encodeToString(sha256);
  }

  /** A put on the condition that the name is free. */
  private interface ConditionalPut {
    void make() throws IOException;
  }

  /** Whether it was written; if not, the name is taken. */
  private static boolean isWritten(ConditionalPut put) throws IOException {
    for (int conflicts = 1; ; conflicts++) {
      try {
        put.make();
        return true;
      } catch (NoSuchUploadException e) {
        // an attempt whose answer was lost may have completed it
        return false;
      } catch (S3Exception e) {
        if (e.statusCode() == TAKEN) {
          return false;
        }
        if (e.statusCode() != CONFLICT || conflicts == CONFLICTS_AT_MOST) {
          throw e;
        }
      }
    }
  }

  private void requireSame(String object, byte[] sha256) throws IOException {
    try (InputStream there = open(object)) {
      if (!Arrays.equals(Sha256.of(there), sha256)) {
        throw ForkedStoreException.of(name, object);
      }
    }
  }

  @Override
  public InputStream open(String object) throws IOException {
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(address.bucket()).key(keyOf(object)).build();
    return new S3Stream(calling(() -> client.getObject(request)));
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    ListObjectsV2Request request = listing(prefix).build();
    return calling(
        () ->
            client.listObjectsV2Paginator(request).contents().stream()
                .map(S3Object::key)
                .map(key -> key.substring(address.prefix().length()))
                .sorted()
                .toList());
  }

  @Override
  public List<String> directories(String prefix) throws IOException {
    ListObjectsV2Request request = listing(prefix).delimiter("/").build();
    int start = address.prefix().length() + prefix.length();
    return calling(
        () ->
            client.listObjectsV2Paginator(request).commonPrefixes().stream()
                .map(CommonPrefix::prefix)
                .map(key -> key.substring(start, key.length() - 1))
                .sorted()
                .toList());
  }

  private ListObjectsV2Request.Builder listing(String prefix) {
    return ListObjectsV2Request.builder()
        .bucket(address.bucket())
        .prefix(address.prefix() + prefix);
  }

  private String keyOf(String object) throws IOException {
    for (String part : object.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IOException("'" + object + "' is not a name below store " + name);
      }
    }
    return address.prefix() + object;
  }

  private <T> T calling(Callable<T> call) throws IOException {
    try {
      return call.call();
    } catch (NoSuchKeyException e) {
      throw new NoSuchFileException("store " + name + " has no such object");
    } catch (SdkException e) {
      throw new IOException("store " + name + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
