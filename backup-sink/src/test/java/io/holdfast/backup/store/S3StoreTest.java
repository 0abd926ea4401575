package io.holdfast.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.store.FaultyHttp.Fault;
import io.holdfast.sandbox.ObjectStorage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

class S3StoreTest extends ObjectStoreContract {

  /** Long enough for a busy machine. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  /** For what loses an answer and has to wait for it; one that is only slow is asked again. */
  private static final Duration SHORT_SILENCE = Duration.ofSeconds(1);

  /** Parts as small as services take them. */
  private static final S3Store.Sizes SIZES = new S3Store.Sizes(1 << 20, 5 << 20);

  private static ObjectStorage storage;
  private static FaultyHttp faults;
  private static S3Client direct;

  private final String bucket = "b" + UUID.randomUUID();

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    storage = new ObjectStorage(directory);
    storage.start();
    faults = new FaultyHttp(URI.create(storage.endpoint()));
    direct =
        S3Client.builder()
            .endpointOverride(URI.create(storage.endpoint()))
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build();
  }

  @AfterAll
  static void stop() {
    direct.close();
    faults.close();
    storage.close();
  }

  @Override
  ObjectStore open(Path directory) {
    direct.createBucket(request -> request.bucket(bucket));
    return open(url());
  }

  private String url() {
    return "s3://" + bucket + "/backups?region=us-east-1&endpoint=" + faults.endpoint();
  }

  private static ObjectStore open(String url) {
    return S3Stores.open("s", URI.create(url), SILENCE, SIZES);
  }

  private ObjectStore impatient() {
    return S3Stores.open("s", URI.create(url()), SHORT_SILENCE, SIZES);
  }

  @Override
  AutoCloseable breakWrites() {
    faults.always(Fault.UNAVAILABLE);
    return () -> faults.always(null);
  }

  @Test
  void aPutWhoseAnswerWasLostIsKnownToBeDone() throws IOException {
    faults.next(Fault.ANSWER_LOST);
    impatient().put("a/one", bytes("content"));

    assertThat(store.read("a/one")).isEqualTo(bytes("content"));
  }

  @Test
  void aPutWhoseAnswerWasLostDoesNotHideAnother() {
    assertThatThrownBy(
            () -> {
              store.put("a/one", bytes("other"));
              faults.next(Fault.ANSWER_LOST);
              impatient().put("a/one", bytes("content"));
            })
        .isInstanceOf(ForkedStoreException.class);
  }

  @Test
  void aLargeObjectIsPutInPartsAndNeverOverAnother() throws IOException {
    Path large = large(1);
    store.put("a/large", large);
    store.put("a/large", large);

    assertThat(store.read("a/large")).isEqualTo(Files.readAllBytes(large));
    assertThatThrownBy(() -> store.put("a/large", large(2)))
        .isInstanceOf(ForkedStoreException.class);
    assertThat(store.read("a/large")).isEqualTo(Files.readAllBytes(large));
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void aLargeObjectIsThereOnlyWhenAllPartsAre() throws IOException {
    Path large = large(1);
    int before = faults.puts();
    faults.nextPuts(Fault.UNAVAILABLE, Fault.ANSWER_LOST);
    impatient().put("a/large", large);
    assertThat(store.read("a/large")).isEqualTo(Files.readAllBytes(large));
    assertThat(faults.puts() - before).isEqualTo(5);

    faults.always(Fault.UNAVAILABLE);
    try {
      assertThatThrownBy(() -> store.put("a/other", large)).isInstanceOf(IOException.class);
    } finally {
      faults.always(null);
    }
    assertThat(store.list("a/")).containsExactly("a/large");
    assertThat(unfinished()).isEmpty();
  }

  private Path large(int seed) throws IOException {
    byte[] content = new byte[(11 << 20) + 7];
    new Random(seed).nextBytes(content);
    return Files.write(directory.resolve("large" + seed), content);
  }

  private List<MultipartUpload> unfinished() {
    return direct.listMultipartUploads(request -> request.bucket(bucket)).uploads();
  }

  @Test
  void whatPassesByItselfIsTriedAgain() throws IOException {
    int before = faults.puts();
    faults.next(Fault.CONFLICT, Fault.UNAVAILABLE, Fault.CONFLICT);
    store.put("a/one", bytes("content"));

    assertThat(store.read("a/one")).isEqualTo(bytes("content"));
    assertThat(faults.puts() - before).isEqualTo(4);
  }

  @Test
  void anAnswerThatEndsInTheMiddleIsAnError() throws IOException {
    store.put("a/one", new byte[1 << 20]);
    faults.next(Fault.TORN_ANSWER);

    assertThatThrownBy(() -> store.read("a/one")).isInstanceOf(IOException.class);
    assertThat(store.read("a/one")).hasSize(1 << 20);
  }

  @Test
  void aServiceThatIgnoresConditionsIsRefused() throws Exception {
    ObjectStore other =
        open("s3://" + bucket + "/x?region=us-east-1&endpoint=" + faults.endpoint());
    faults.always(Fault.UNCONDITIONAL);
    try (AutoCloseable repair = () -> faults.always(null)) {
      assertThatThrownBy(other::prepare)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ignores If-None-Match");
    }
  }

  @Test
  void aBucketThatIsNotThereIsRefusedInWords() {
    ObjectStore other =
        open(
            "s3://nowhere" + UUID.randomUUID() + "?region=us-east-1&endpoint=" + faults.endpoint());

    assertThatThrownBy(other::prepare)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bucket nowhere")
        .hasMessageContaining("must exist");
  }

  @Test
  void objectsAreSentWithTheirLockWhenAsked() throws IOException {
    String locked = "l" + UUID.randomUUID();
    direct.createBucket(request -> request.bucket(locked).objectLockEnabledForBucket(true));
    String url = "?region=us-east-1&lock=compliance:30d&endpoint=" + faults.endpoint();
    ObjectStore store = open("s3://" + locked + "/p" + url);
    store.prepare();
    store.put("a/one", bytes("content"));

    // the service of the tests does not keep the lock of a put: what it was sent is looked at
    assertThat(faults.ofPut("x-amz-object-lock-mode")).isEqualTo("COMPLIANCE");
    assertThat(Instant.parse(faults.ofPut("x-amz-object-lock-retain-until-date")))
        .isBetween(
            Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(31)));
  }

  @Test
  void aLockThatTheBucketCannotKeepIsRefused() {
    ObjectStore other =
        open(
            "s3://"
                + bucket
                + "/p?region=us-east-1&lock=governance:1d&endpoint="
                + faults.endpoint());

    assertThatThrownBy(other::prepare)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no object lock");
  }

  @Test
  void urlsThatMeanNothingAreRefusedWithTheReason() {
    assertThatThrownBy(() -> open("s3:/nothing")).hasMessageContaining("names no bucket");
    assertThatThrownBy(() -> open("s3://b/p?zone=x")).hasMessageContaining("'zone' is not");
    assertThatThrownBy(() -> open("s3://b/p?lock=always")).hasMessageContaining("governance:30d");
    assertThatCode(() -> S3Address.parse(URI.create("s3://b?region=eu-central-1")))
        .doesNotThrowAnyException();
  }
}
