package io.holdfast.schemas.registry;

import static io.holdfast.schemas.registry.SchemaRegistryContract.ONE;
import static io.holdfast.schemas.registry.SchemaRegistryContract.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.schemas.registry.RegistryException.Reason;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryOverTlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir Path directory;

  @Test
  void aRegistryIsTrustedByTheStoreThatIsConfiguredForIt() throws Exception {
    Path store = keyStoreOfLocalhost();
    try (var server = RegistryServer.start(context(store))) {
      int id = server.contents().register("s-value", ONE);
      Map<String, Object> settings = new HashMap<>();
      settings.put("schema.registry.url", server.url());
      assertThat(reasonOf(() -> http(settings).schema(id))).isEqualTo(Reason.UNREACHABLE);

      settings.put("schema.registry.ssl.truststore.location", store.toString());
      settings.put("schema.registry.ssl.truststore.password", PASSWORD);
      settings.put("schema.registry.ssl.truststore.type", "PKCS12");

      assertThat(http(settings).schema(id)).isEqualTo(ONE);
    }
  }

  private static SchemaRegistry http(Map<String, Object> settings) {
    return new HttpSchemaRegistry(RegistryConfig.from(settings));
  }

  private Path keyStoreOfLocalhost() throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "registry",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    return store;
  }

  private static SSLContext context(Path store) throws Exception {
    var keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
