package io.holdfast.console.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One page of the browser: what a person does there and sees. */
public final class Page implements AutoCloseable {

  private final DevTools tools;
  private final String target;
  private final String session;

  Page(DevTools tools, String target, String session, int width, int height) {
    this.tools = tools;
    this.target = target;
    this.session = session;
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      ask(domain + ".enable", Map.of());
    }
    size(width, height);
  }

  /** Returns when the document is there; its script may still be at work. */
  public Page open(String url) {
    ask("Page.navigate", Map.of("url", url));
    return this;
  }

  public Page size(int width, int height) {
    ask(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    return this;
  }

  /** As a system that prefers {@code light} or {@code dark}. */
  public Page prefers(String colours) {
    ask(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    return this;
  }

  /** The value of a JavaScript expression; a promise is awaited. */
  public Object eval(String expression) {
    Map<String, Object> answer =
        ask(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.containsKey("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    return DevTools.map(answer.get("result")).get("value");
  }

  public String text(String selector) {
    return (String) eval("document.querySelector('%s')?.innerText ?? ''".formatted(selector));
  }

  /** Presses the mouse in the middle of the element. */
  public Page click(String selector) {
    Map<String, Object> middle =
        DevTools.map(
            eval(
                """
                (() => { const e = document.querySelector('%s'); e.scrollIntoView({block: 'center'});
                  const r = e.getBoundingClientRect(); return {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()
                """
                    .formatted(selector)));
    return clickAt((double) middle.get("x"), (double) middle.get("y"));
  }

  public Page clickAt(double x, double y) {
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      ask(
          "Input.dispatchMouseEvent",
          Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
    }
    return this;
  }

  public Page move(double x, double y) {
    ask("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
    return this;
  }

  /** A key by its name, such as {@code Tab}, {@code Enter}, {@code ArrowRight} or {@code /}. */
  public Page press(String key) {
    Map<String, Integer> codes =
        Map.of("Tab", 9, "Enter", 13, "Escape", 27, "ArrowRight", 39, "ArrowDown", 40, "/", 191);
    String text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
    ask(
        "Input.dispatchKeyEvent",
        Map.of(
            "type",
            text.isEmpty() ? "rawKeyDown" : "keyDown",
            "key",
            key,
            "text",
            text,
            "windowsVirtualKeyCode",
            codes.getOrDefault(key, 0)));
    ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    return this;
  }

  public Page type(String text) {
    ask("Input.insertText", Map.of("text", text));
    return this;
  }

  public Path screenshot(Path file) throws IOException {
    Map<String, Object> answer = ask("Page.captureScreenshot", Map.of("format", "png"));
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.write(file, Base64.getDecoder().decode((String) answer.get("data")));
  }

  /** What the page's scripts, or the browser about it, complained of. */
  public List<String> complaints() {
    Stream<String> thrown =
        tools.events(session, "Runtime.exceptionThrown").stream().map(Object::toString);
    Stream<String> logged =
        tools.events(session, "Log.entryAdded").stream()
            .map(event -> DevTools.map(event.get("entry")))
            .filter(entry -> "error".equals(entry.get("level")))
            .map(Object::toString);
    return Stream.concat(thrown, logged).toList();
  }

  /** Addresses of all that was asked for. */
  public List<String> requested() {
    return tools.events(session, "Network.requestWillBeSent").stream()
        .map(event -> (String) DevTools.map(event.get("request")).get("url"))
        .toList();
  }

  /** The tree that a screen reader is given, as its roles and names. */
  public List<String> accessibilityTree() {
    @SuppressWarnings("unchecked")
    var nodes = (List<Object>) ask("Accessibility.getFullAXTree", Map.of()).get("nodes");
    return nodes.stream()
        .map(DevTools::map)
        .filter(node -> !Boolean.TRUE.equals(node.get("ignored")))
        .map(node -> valueOf(node.get("role")) + ": " + valueOf(node.get("name")))
        .toList();
  }

  private static Object valueOf(Object attribute) {
    return attribute == null ? "" : DevTools.map(attribute).get("value");
  }

  Map<String, Object> ask(String method, Map<String, Object> parameters) {
    return tools.ask(session, method, parameters);
  }

  @Override
  public void close() {
    tools.ask(null, "Target.closeTarget", Map.of("targetId", target));
  }
}
