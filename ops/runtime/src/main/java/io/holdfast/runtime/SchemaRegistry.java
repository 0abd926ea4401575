package io.holdfast.runtime;

import io.holdfast.runtime.config.RegistryConfig;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.SSLException;

/**
 * The schema registry answers. Only that: whether its certificate and our rights suffice is for the
 * serializers to find, which have all its settings.
 */
public final class SchemaRegistry implements Dependency {

  private static final int PATIENCE_MILLIS = 4_000;

  private final RegistryConfig config;

  public SchemaRegistry(RegistryConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "registry";
  }

  /** One answer of several addresses is enough; else the last one's trouble is told. */
  @Override
  public void probe() throws IOException {
    IOException trouble = null;
    for (String url : config.url().strip().split("\\s*,\\s*", -1)) {
      try {
        probe(url);
        return;
      } catch (IOException e) {
        trouble = e;
      }
    }
    throw trouble;
  }

  private void probe(String url) throws IOException {
    if (url.startsWith("mock:")) {
      return;
    }
    int status;
    try {
      status = status(url);
    } catch (SSLException e) {
      return; // it answers; trust is the serializers' matter
    } catch (IOException e) {
      throw new IOException("no schema registry answers at " + url, e);
    }
    if (status == 401 || status == 403) {
      throw new IOException(
          "the schema registry at %s does not let us in (HTTP %d): set registry.properties"
              .formatted(url, status));
    }
    if (status >= 300) {
      throw new IOException(
          "what answers at %s is no schema registry yet (HTTP %d)".formatted(url, status));
    }
  }

  private int status(String url) throws IOException {
    URI subjects = URI.create(url.replaceAll("/+$", "") + "/subjects");
    var connection = (HttpURLConnection) subjects.toURL().openConnection();
    try {
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      String userInfo = config.properties().get("basic.auth.user.info");
      if (userInfo != null) {
        byte[] bytes = userInfo.getBytes(StandardCharsets.UTF_8);
        connection.setRequestProperty(
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
      }
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }
}
