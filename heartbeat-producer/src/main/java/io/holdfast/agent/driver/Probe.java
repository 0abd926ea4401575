package io.holdfast.agent.driver;

import io.holdfast.agent.config.ProbeConfig;
import io.holdfast.agent.domain.Grant;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks one workload once whether it serves. */
final class Probe {

  private final ProbeConfig config;
  private final Marks marks;
  private final Grant grant;

  Probe(ProbeConfig config, Marks marks, Grant grant) {
    this.config = config;
    this.marks = marks;
    this.grant = grant;
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
    int status = new HttpGet(url, config.timeout()).status();
    if (status > 399) {
      throw new IOException("HTTP " + status + " from " + url);
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
