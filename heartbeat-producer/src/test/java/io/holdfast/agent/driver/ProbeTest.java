package io.holdfast.agent.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.holdfast.agent.config.ProbeConfig;
import io.holdfast.agent.domain.Grant;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One question to servers that answer, that do not, and that never come to an end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProbeTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  /** Longer than any stall of a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final ScheduledExecutorService deadlines = Executors.newScheduledThreadPool(1);
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    threads.shutdownNow();
    deadlines.shutdownNow();
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  @Test
  void aServerThatDripsItsHeaderIsTooSlow() throws Exception {
    String url = "http://" + dripping("HTTP/1.1 200 OK\r\nX-Long: ", "x");

    assertTooSlow(url);
  }

  @Test
  void aServerThatDripsItsHandshakeIsTooSlow() throws Exception {
    String url =
        "https://" + dripping("\u0016\u0003\u0003\u0040\u0000\u0002\u0000\u003f\u0000", "\0");

    assertTooSlow(url);
  }

  @Test
  void aServerThatNeverAnswersIsTooSlow() throws Exception {
    assertTooSlow("http://" + address(listening(5)));
    assertTooSlow("https://" + address(listening(5)));
  }

  @Test
  void aBodyIsNotWaitedFor() throws Exception {
    String url = "http://" + dripping("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", "x");

    assertThatCode(http(url, LONG)::ask).doesNotThrowAnyException();
  }

  @Test
  void aRedirectionIsAnAnswerAndNotFollowed() throws Exception {
    String url =
        "http://" + dripping("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "x");

    assertThatCode(http(url, LONG)::ask).doesNotThrowAnyException();
  }

  @Test
  void whatDoesNotSpeakHttpIsSaidToBeSo() throws Exception {
    String url = "http://" + dripping("SSH-2.0-OpenSSH_9.2\r\n", "x");

    assertThatThrownBy(http(url, LONG)::ask).hasMessage(url + " did not answer as HTTP does");
  }

  @Test
  void aPortThatNobodyListensOnIsRefused() throws Exception {
    ServerSocket gone = listening(5);
    gone.close();

    assertThatThrownBy(tcp(address(gone), LONG)::ask).hasMessageContaining("Connection refused");
    assertThatThrownBy(http("http://" + address(gone), LONG)::ask)
        .hasMessageContaining("Connection refused");
  }

  @Test
  void aConnectionThatIsNotMadeInTimeIsTooSlow() throws Exception {
    ServerSocket full = listening(1);
    assumeThat(fill(full)).as("a full queue of connections holds up the next").isTrue();

    assertThatThrownBy(tcp(address(full), SHORT)::ask).isInstanceOf(SocketTimeoutException.class);
    assertTooSlow("http://" + address(full));
  }

  @Test
  void aServerWithACertificateIsAskedOverTls() throws Exception {
    SSLContext context = contextOf(keyStore("ip:127.0.0.1"));
    ServerSocket server = listening(context.getServerSocketFactory(), 5);
    answer(server, "HTTP/1.1 204 No Content\r\n\r\n", "");

    assertThatCode(() -> trusting(context, "https://" + address(server)))
        .doesNotThrowAnyException();
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    SSLContext context = contextOf(keyStore("ip:127.0.0.2"));
    ServerSocket server = listening(context.getServerSocketFactory(), 5);
    answer(server, "HTTP/1.1 204 No Content\r\n\r\n", "");

    assertThatThrownBy(() -> trusting(context, "https://" + address(server)))
        .hasMessageContaining("No subject alternative names matching IP address 127.0.0.1");
  }

  private void assertTooSlow(String url) {
    assertThatThrownBy(http(url, SHORT)::ask).hasMessage(url + " did not answer within 300 ms");
  }

  private void trusting(SSLContext context, String url) throws Exception {
    SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
    HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
    try {
      http(url, LONG).ask();
    } finally {
      HttpsURLConnection.setDefaultSSLSocketFactory(before);
    }
  }

  private Probe http(String url, Duration timeout) {
    return probe(Optional.of(url), Optional.empty(), timeout);
  }

  private Probe tcp(String address, Duration timeout) {
    return probe(Optional.empty(), Optional.of(address), timeout);
  }

  private Probe probe(Optional<String> http, Optional<String> tcp, Duration timeout) {
    return new Probe(
        new ProbeConfig(http, tcp, List.of(), LONG, timeout, 1, 1, Duration.ZERO),
        new Marks("n1", () -> 1_000L, "cookie"),
        new Grant("web", 7),
        deadlines);
  }

  /** Answers each connection with the beginning at once, and then with more byte by byte. */
  private String dripping(String beginning, String more) throws IOException {
    ServerSocket server = listening(5);
    answer(server, beginning, more);
    return address(server);
  }

  private void answer(ServerSocket server, String beginning, String more) {
    threads.execute(
        () -> {
          try {
            Socket connection = server.accept();
            open.add(connection);
            OutputStream out = connection.getOutputStream();
            out.write(beginning.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            threads.scheduleAtFixedRate(() -> write(out, more), 20, 20, TimeUnit.MILLISECONDS);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** A write that fails ends the dripping: nobody listens any more. */
  private static void write(OutputStream out, String text) {
    try {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerSocket listening(int backlog) throws IOException {
    return listening(ServerSocketFactory.getDefault(), backlog);
  }

  private ServerSocket listening(ServerSocketFactory factory, int backlog) throws IOException {
    ServerSocket server =
        factory.createServerSocket(0, backlog, InetAddress.getByName("127.0.0.1"));
    open.add(server);
    return server;
  }

  private static String address(ServerSocket server) {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Whether the kernel made one wait, after as many as it takes at once. */
  private boolean fill(ServerSocket server) throws IOException {
    for (int i = 0; i < 10; i++) {
      var connection = new Socket();
      open.add(connection);
      try {
        connection.connect(new InetSocketAddress("127.0.0.1", server.getLocalPort()), 300);
      } catch (SocketTimeoutException e) {
        return true;
      }
    }
    return false;
  }

  private KeyStore keyStore(String name) throws Exception {
    Path file = directory.resolve("keys");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=server",
                "-ext",
                "san=" + name,
                "-storepass",
                "secret",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      keys.load(in, "secret".toCharArray());
    }
    return keys;
  }

  /** Of a server with these keys, and of one who trusts it. */
  private static SSLContext contextOf(KeyStore keys) throws Exception {
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, "secret".toCharArray());
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
