package io.holdfast.agent.driver;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One GET of which only the status is wanted: no redirection is followed, and no body read.
 *
 * <p>Its time is for all of it, however little each read brings. {@link java.net.HttpURLConnection}
 * bounds each read only, and {@code java.net.http} pays for more with threads and classes.
 */
final class HttpGet {

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})\\b.*");
  private static final int LONGEST_LINE = 200;

  private final String address;
  private final Duration timeout;

  HttpGet(String address, Duration timeout) {
    this.address = address;
    this.timeout = timeout;
  }

  /** A connection whose reads all end at one deadline, those below TLS too. */
  private static final class BoundedSocket extends Socket {
    private final long deadline;

    BoundedSocket(long deadline) {
      this.deadline = deadline;
    }

    /**
     * @throws SocketTimeoutException when no time is left
     */
    int millisLeft() throws SocketTimeoutException {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      return Math.toIntExact(TimeUnit.NANOSECONDS.toMillis(left) + 1);
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          setSoTimeout(millisLeft());
          return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          setSoTimeout(millisLeft());
          return super.read(bytes, offset, length);
        }
      };
    }
  }

  /**
   * @throws IOException when there is none in time
   */
  int status() throws IOException {
    URL url = URI.create(URI.create(address).toASCIIString()).toURL();
    int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
    long deadline = System.nanoTime() + timeout.toNanos();
    try (var plain = new BoundedSocket(deadline)) {
      plain.connect(new InetSocketAddress(url.getHost(), port), plain.millisLeft());
      Socket socket = url.getProtocol().equals("https") ? secured(plain, url, port) : plain;
      socket.getOutputStream().write(request(url).getBytes(StandardCharsets.US_ASCII));
      InputStream answer = new BufferedInputStream(socket.getInputStream());
      int status;
      do {
        status = head(answer);
      } while (status < 200); // an interim response: RFC 9110, 15.2
      return status;
    } catch (IOException e) {
      // TLS wraps the time-out in an exception of its own.
      if (e instanceof SocketTimeoutException || System.nanoTime() - deadline >= 0) {
        throw new IOException(address + " did not answer within " + timeout.toMillis() + " ms", e);
      }
      throw e;
    }
  }

  /** Trusts whom the JVM trusts. Closed with the connection below it, which never waits. */
  private static Socket secured(Socket plain, URL url, int port) throws IOException {
    var secured =
        (SSLSocket)
            HttpsURLConnection.getDefaultSSLSocketFactory()
                .createSocket(plain, url.getHost(), port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private static String request(URL url) {
    String file = url.getFile().startsWith("/") ? url.getFile() : "/" + url.getFile();
    String host = url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    return "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: holdfast-agent\r\nAccept: */*\r\n"
            .formatted(file, host)
        + "Connection: close\r\n\r\n";
  }

  private int head(InputStream answer) throws IOException {
    String line = line(answer);
    Matcher status = STATUS_LINE.matcher(line);
    if (!status.matches()) {
      throw new IOException(address + " did not answer as HTTP does");
    }
    while (!line.isEmpty()) {
      line = line(answer);
    }
    return Integer.parseInt(status.group(1));
  }

  /** Without its end, and no more of it than a status line needs. */
  private String line(InputStream answer) throws IOException {
    var line = new StringBuilder();
    for (int c = answer.read(); c != '\n'; c = answer.read()) {
      if (c < 0) {
        throw new IOException(address + " ended the connection before it had answered");
      }
      if (c != '\r' && line.length() < LONGEST_LINE) {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
