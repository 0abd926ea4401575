package io.holdfast.backup.store;

import io.holdfast.backup.format.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;

/**
 * Puts an object in parts, for what is more than a service takes in one request. The object is
 * there at once, when all parts are, and never over another; until then there is nothing.
 */
final class MultipartPut {

  private static final String MIME = "application/octet-stream";

  private final S3Client client;
  private final String bucket;
  private final String key;
  private final long partBytes;

  /**
   * @param partBytes size of each part but the last; services want at least 5 MiB, and at most ten
   *     thousand parts
   */
  MultipartPut(S3Client client, String bucket, String key, long partBytes) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.partBytes = partBytes;
  }

  /**
   * Puts it.
   *
   * @param lock adds what the object is locked by
   * @throws software.amazon.awssdk.services.s3.model.S3Exception with status 412 where the name is
   *     taken, 409 where it may be
   */
  void put(Path content, UnaryOperator<CreateMultipartUploadRequest.Builder> lock)
      throws IOException {
    String upload =
        client
            .createMultipartUpload(
                lock.apply(
                        CreateMultipartUploadRequest.builder()
                            .bucket(bucket)
                            .key(key)
                            .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                    .build())
            .uploadId();
    try {
      List<CompletedPart> parts = parts(upload, content);
      client.completeMultipartUpload(
          request ->
              request
                  .bucket(bucket)
                  .key(key)
                  .uploadId(upload)
                  .ifNoneMatch("*")
                  .multipartUpload(all -> all.parts(parts)));
    } catch (IOException | RuntimeException e) {
      abort(upload, e);
      throw e;
    }
  }

  /** Parts of an upload that nobody completes are paid for. */
  private void abort(String upload, Exception failure) {
    try {
      client.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      failure.addSuppressed(e);
    }
  }

  private List<CompletedPart> parts(String upload, Path content) throws IOException {
    long size = Files.size(content);
    List<CompletedPart> parts = new ArrayList<>();
    for (long from = 0; from < size; from += partBytes) {
      parts.add(part(upload, parts.size() + 1, content, from, Math.min(partBytes, size - from)));
    }
    return parts;
  }

  private CompletedPart part(String upload, int number, Path content, long from, long length)
      throws IOException {
    String sha256;
    try (InputStream part = new Part(content, from, length)) {
      sha256 = Base64.getEncoder().encodeToString(Sha256.of(part));
    }
    String etag =
        client
            .uploadPart(
                request ->
                    request
                        .bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .partNumber(number)
                        .checksumSHA256(sha256),
                RequestBody.fromContentProvider(
                    ContentStreamProvider.fromInputStreamSupplier(
                        () -> open(content, from, length)),
                    length,
                    MIME))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).checksumSHA256(sha256).build();
  }

  private static InputStream open(Path content, long from, long length) {
    try {
      return new Part(content, from, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A stretch of a file. */
  private static final class Part extends FilterInputStream {

    private long left;

    Part(Path content, long from, long length) throws IOException {
      super(Files.newInputStream(content));
      in.skipNBytes(from);
      left = length;
    }

    @Override
    public int read() throws IOException {
      int value = left == 0 ? -1 : in.read();
      left -= value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0 && length > 0) {
        return -1;
      }
      int read = in.read(into, offset, (int) Math.min(length, left));
      left -= Math.max(read, 0);
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = in.skip(Math.min(count, left));
      left -= skipped;
      return skipped;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
