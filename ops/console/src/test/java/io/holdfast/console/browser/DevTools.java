package io.holdfast.console.browser;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One connection of the DevTools protocol: commands with their answers, and events. */
final class DevTools implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Map<String, Object>>> asked =
      new ConcurrentHashMap<>();
  private final List<Map<String, Object>> events = new CopyOnWriteArrayList<>();

  DevTools(URI address) {
    socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Ear()).join();
  }

  /** The {@code result} of a command. */
  Map<String, Object> ask(String session, String method, Map<String, Object> parameters) {
    int id = ids.incrementAndGet();
    var answer = new CompletableFuture<Map<String, Object>>();
    asked.put(id, answer);
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (session != null) {
      message.put("sessionId", session);
    }
    socket.sendText(Json.write(message), true).join();
    Map<String, Object> told = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (told.containsKey("error")) {
      throw new IllegalStateException(method + ": " + told.get("error"));
    }
    return map(told.get("result"));
  }

  /** Parameters of the events of that method so far. */
  List<Map<String, Object>> events(String session, String method) {
    return events.stream()
        .filter(e -> method.equals(e.get("method")) && session.equals(e.get("sessionId")))
        .map(e -> map(e.get("params")))
        .toList();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object json) {
    return (Map<String, Object>) json;
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Ear implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        Map<String, Object> message = map(Json.read(text.toString()));
        text.setLength(0);
        if (message.get("id") instanceof Double id) {
          asked.remove(id.intValue()).complete(message);
        } else {
          events.add(message);
        }
      }
      from.request(1);
      return null;
    }
  }
}
