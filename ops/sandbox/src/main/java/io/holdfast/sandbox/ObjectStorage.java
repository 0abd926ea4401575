package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * S3 as a process of its own: Adobe's S3Mock, which knows conditional writes and object lock. It
 * accepts any credentials. Objects are kept in the directory across stops and kills.
 */
public final class ObjectStorage implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Path directory;
  private final int port = Loopback.freePort();
  private ChildProcess process;

  public ObjectStorage(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  /** Where it answers; fixed. */
  public String endpoint() {
    return "http://" + Loopback.ADDRESS + ":" + port;
  }

  /** Returns when it answers; nothing happens when it already runs. */
  public synchronized void start() {
    if (process != null && process.isAlive()) {
      return;
    }
    try {
      Files.createDirectories(directory.resolve("objects"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    }
    process =
        ChildProcess.jar(BuildOutput.directory().resolve("s3").resolve("s3mock-exec.jar"))
            .jvmOptions(
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + directory)
            .arguments(
                "--server.address=" + Loopback.ADDRESS,
                "--server.port=0",
                "--http.port=" + port,
                "--com.adobe.testing.s3mock.max-payload-size=1GB",
                "--com.adobe.testing.s3mock.store.root=" + directory.resolve("objects"),
                "--com.adobe.testing.s3mock.store.retain-files-on-exit=true")
            .start("s3", directory.resolve("s3.log"));
    process.awaitReady(URI.create(endpoint() + "/"), PATIENCE);
  }

  /** Makes a bucket, as any client would. */
  public void createBucket(String name) throws IOException, InterruptedException {
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(endpoint() + "/" + name))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(put, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("bucket " + name + " was not made: " + answer.body());
    }
  }

  /** The process, to send signals to; an error before the first start. */
  public synchronized ChildProcess process() {
    if (process == null) {
      throw new IllegalStateException("the object storage was not started");
    }
    return process;
  }

  public synchronized void stop() {
    if (process != null) {
      process.terminate(Duration.ofSeconds(10));
    }
  }

  @Override
  public void close() {
    stop();
  }
}
