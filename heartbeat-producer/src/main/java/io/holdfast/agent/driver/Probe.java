package io.holdfast.agent.driver;

import io.holdfast.agent.config.ProbeConfig;
import io.holdfast.agent.domain.Grant;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks one workload once whether it serves. */
final class Probe {

  private static final long CLOSE_AGAIN_MILLIS = 50;

  private final ProbeConfig config;
  private final Marks marks;
  private final Grant grant;
  private final ScheduledExecutorService deadlines;

  /**
   * @param deadlines where a connection is closed whose answer takes too long, however little each
   *     read brings; not where probes are asked
   */
  Probe(ProbeConfig config, Marks marks, Grant grant, ScheduledExecutorService deadlines) {
    this.config = config;
    this.marks = marks;
    this.grant = grant;
    this.deadlines = deadlines;
  }

  /**
   * Returns when it serves, and ends within the probe's time-out.
   *
   * @throws IOException whose message says in words why not
   */
  void ask() throws IOException, InterruptedException {
    if (config.http().isPresent()) {
      http(expand(config.http().get()));
    } else if (config.tcp().isPresent()) {
      tcp(expand(config.tcp().get()));
    } else {
      command(config.command().stream().map(this::expand).toList());
    }
  }

  private void http(String url) throws IOException {
    int status = status(url);
    if (status < 0) {
      throw new IOException(url + " did not answer as HTTP does");
    }
    if (status < 200 || status > 399) {
      throw new IOException("HTTP " + status + " from " + url);
    }
  }

  /** A redirection is an answer. The body is not read. */
  private int status(String url) throws IOException {
    var connection = (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(timeoutMillis());
    connection.setReadTimeout(timeoutMillis());
    connection.setInstanceFollowRedirects(false);
    long deadline = System.nanoTime() + config.timeout().toNanos();
    Future<?> end = // again and again: it has no effect before there is a connection
        deadlines.scheduleWithFixedDelay(
            connection::disconnect, timeoutMillis(), CLOSE_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    try {
      int status = connection.getResponseCode();
      if (System.nanoTime() - deadline >= 0) {
        throw new SocketTimeoutException(); // a header that was cut off in the middle is one too
      }
      return status;
    } catch (IOException e) {
      if (e instanceof SocketTimeoutException || System.nanoTime() - deadline >= 0) {
        throw new IOException(url + " did not answer within " + timeoutMillis() + " ms", e);
      }
      throw e;
    } finally {
      end.cancel(false);
      connection.disconnect();
    }
  }

  private void tcp(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
          timeoutMillis());
    } catch (NumberFormatException e) {
      throw new IOException(address + " has no port", e);
    }
  }

  private void command(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_"));
    builder.environment().putAll(marks.environmentOf(grant));
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(timeoutMillis(), TimeUnit.MILLISECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException(command.get(0) + " did not end within " + timeoutMillis() + " ms");
    }
    if (process.exitValue() != 0) {
      throw new IOException(command.get(0) + " ended with " + process.exitValue());
    }
  }

  private int timeoutMillis() {
    return Math.toIntExact(config.timeout().toMillis());
  }

  private String expand(String text) {
    return marks.expand(text, grant);
  }
}
