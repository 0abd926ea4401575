package io.holdfast.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.http.HttpEndpoint.Page;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.net.BindException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {

  private HttpEndpoint endpoint;

  @BeforeEach
  void open() throws IOException {
    endpoint =
        HttpEndpoint.open("127.0.0.1", 0)
            .page("/readyz", () -> Page.text(503, "not ready\nbroker: away"))
            .page(
                "/broken",
                () -> {
                  throw new IllegalStateException("a mistake");
                });
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void aPageIsAnsweredWithItsStatusAndText() throws Exception {
    var answer = send("GET", "readyz");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("not ready\nbroker: away\n");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
  }

  @Test
  void headIsAnsweredWithoutABody() throws Exception {
    var answer = send("HEAD", "readyz");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void whatIsNotServedIsRefused() throws Exception {
    assertThat(send("GET", "readyz/more").statusCode()).isEqualTo(404);
    assertThat(send("GET", "other").statusCode()).isEqualTo(404);
    assertThat(send("POST", "readyz").statusCode()).isEqualTo(405);
  }

  @Test
  void aPageThatFailsIsAnError() throws Exception {
    var answer = send("GET", "broken");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("a mistake");
  }

  @Test
  void aTakenPortIsAnError() {
    assertThatThrownBy(() -> HttpEndpoint.open("127.0.0.1", endpoint.port()))
        .isInstanceOf(BindException.class);
  }

  @Test
  void bindersAreClosedWithTheMeters() throws Exception {
    var closed = new AtomicBoolean();
    class Binder implements MeterBinder, AutoCloseable {
      @Override
      public void bindTo(MeterRegistry registry) {
        registry.counter("holdfast.beats").increment();
      }

      @Override
      public void close() {
        closed.set(true);
      }
    }

    try (var metrics = Metrics.ofThisProcess()) {
      metrics.bind(new Binder());
      assertThat(metrics.page().text())
          .contains("holdfast_beats_total 1.0", "jvm_threads_live_threads");
    }

    assertThat(closed).isTrue();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(endpoint.uri().resolve(path))
            .method(method, BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
