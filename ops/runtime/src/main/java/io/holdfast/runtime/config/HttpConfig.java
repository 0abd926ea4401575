package io.holdfast.runtime.config;

/** Where a process answers {@code /healthz}, {@code /readyz} and {@code /metrics}. */
public record HttpConfig(
    @Describe("address to listen on; the answers are not protected, so think before widening it")
        @Default("127.0.0.1")
        String host,
    @Describe("port to listen on; 0 takes any free one and logs it") @Default("0") int port) {

  public HttpConfig {
    InvalidSetting.unless(!host.isBlank(), "host", host, "a host name or address");
    InvalidSetting.unless(port >= 0 && port <= 65_535, "port", port, "a port from 0 to 65535");
  }
}
