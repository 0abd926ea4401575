package io.holdfast.console.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.util.Set;

/** Where the page is. */
public record WebConfig(
    @Describe("address to listen on; whoever reaches it may look, so think before widening it")
        @Default("127.0.0.1")
        String host,
    @Describe("port to listen on; 0 takes any free one and logs it") @Default("8100") int port,
    @Describe("whether a proxy in front speaks HTTPS; cookies are then sent over HTTPS only")
        @Default("false")
        boolean behindTls,
    @Describe("pages that may follow events at once") @Default("64") int viewers) {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

  public WebConfig {
    InvalidSetting.unless(!host.isBlank(), "host", host, "a host name or address");
    InvalidSetting.unless(port >= 0 && port <= 65_535, "port", port, "a port from 0 to 65535");
    InvalidSetting.unless(viewers > 0, "viewers", viewers, "at least 1");
  }

  /** Whether only this machine can reach it. */
  public boolean isLoopback() {
    return LOOPBACK.contains(host);
  }
}
