package io.holdfast.backup.store;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Makes stores in S3. Credentials and, unless the URL names it, the region come from where Amazon's
 * clients look for them: environment, profile, the machine's role.
 */
public final class S3Stores {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Without a byte for so long, an attempt has failed. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  /** Services take at most 5 GiB in one request, and 10 000 parts: objects may have 5 TiB. */
  private static final S3Store.Sizes SIZES = new S3Store.Sizes(4L << 30, 512L << 20);

  private S3Stores() {}

  /**
   * Opens a store; does not call it yet.
   *
   * @param uri {@code s3://bucket/prefix?region=…&endpoint=…&lock=…}
   * @throws IllegalArgumentException whose message says what is wrong with the URL
   */
  public static ObjectStore open(String name, URI uri) {
    return open(name, uri, SILENCE, SIZES);
  }

  static ObjectStore open(String name, URI uri, Duration silence, S3Store.Sizes sizes) {
    S3Address address = S3Address.parse(uri);
    S3ClientBuilder client =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(silence))
            // hashes of our own go with each object and are checked against the manifest
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    address.region().map(Region::of).ifPresent(client::region);
    address
        .endpoint()
        .ifPresent(endpoint -> client.endpointOverride(endpoint).forcePathStyle(true));
    try {
      return new S3Store(name, address, client.build(), sizes, Clock.systemUTC());
    } catch (SdkException nothingSaysTheRegion) {
      throw new IllegalArgumentException(nothingSaysTheRegion.getMessage(), nothingSaysTheRegion);
    }
  }
}
