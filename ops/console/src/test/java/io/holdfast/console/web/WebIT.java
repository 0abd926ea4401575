package io.holdfast.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.console.Cluster;
import io.holdfast.console.ConsoleUnderTest;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The door as somebody with ill will finds it. */
class WebIT {

  private static final String REGISTRY = "mock://web";
  private static final String TOKEN = "correct-horse-battery";
  private static final String DRAIN = "kind=DRAIN&pool=p&node=n1&reason=fans";

  @RegisterExtension static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER);

  private static ConsoleUnderTest console;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    new Cluster(sandbox.bootstrapServers(), REGISTRY, "web.").close();
    console =
        new ConsoleUnderTest(
            sandbox.bootstrapServers(),
            REGISTRY,
            "kafka.topic-prefix=web.",
            "actions.enabled=true",
            "actions.tokens={ada: " + TOKEN + "}");
  }

  @AfterAll
  static void end() {
    console.close();
  }

  @Test
  void nothingInlineAndNothingFromElsewhereIsAllowed() throws Exception {
    HttpResponse<String> page = send(get("/"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("http:").doesNotContain("https:");
  }

  @Test
  void aFileThatDidNotChangeIsNotSentAgain() throws Exception {
    String tag = send(get("/page/app.js")).headers().firstValue("ETag").orElseThrow();

    assertThat(send(get("/page/app.js").header("If-None-Match", tag)).statusCode()).isEqualTo(304);
  }

  @Test
  void noFileBesideThePageIsReached() throws Exception {
    assertThat(send(get("/page/../WebServer.class")).statusCode()).isEqualTo(404);
    assertThat(send(get("/page/%2e%2e/Web.class")).statusCode()).isEqualTo(404);
  }

  @Test
  void whoIsNotSignedInDoesNotAct() throws Exception {
    assertThat(send(post("/actions", DRAIN)).statusCode()).isEqualTo(401);
  }

  @Test
  void anActNeedsTheTokenOfThePageAndAReason() throws Exception {
    HttpResponse<String> signedIn = send(post("/session", "token=" + TOKEN));
    String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
    String session = cookie.substring(0, cookie.indexOf(';'));
    String csrf = signedIn.body().replaceAll(".*\"csrf\":\"([^\"]+)\".*", "$1");

    assertThat(send(post("/actions", DRAIN).header("Cookie", session)).statusCode())
        .as("without the CSRF token")
        .isEqualTo(403);
    assertThat(
            send(post("/actions", DRAIN)
                    .header("Cookie", session)
                    .header("X-CSRF-Token", csrf)
                    .header("Origin", "http://evil.example"))
                .statusCode())
        .as("from another page")
        .isEqualTo(403);
    assertThat(
            send(post("/actions", DRAIN.replace("fans", "%20"))
                    .header("Cookie", session)
                    .header("X-CSRF-Token", csrf))
                .statusCode())
        .as("without a reason")
        .isEqualTo(400);
    assertThat(
            send(post("/actions", DRAIN.replace("DRAIN", "MOVE"))
                    .header("Cookie", session)
                    .header("X-CSRF-Token", csrf))
                .statusCode())
        .as("what is not offered")
        .isEqualTo(400);
    assertThat(
            send(post("/actions", DRAIN).header("Cookie", session).header("X-CSRF-Token", csrf))
                .statusCode())
        .isEqualTo(202);
  }

  @Test
  void aFormThatIsTooLongIsRefused() throws Exception {
    assertThat(send(post("/session", "token=" + "x".repeat(20_000))).statusCode()).isEqualTo(400);
  }

  private static HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create(console.url(path)));
  }

  private static HttpRequest.Builder post(String path, String form) {
    return get(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(form));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
