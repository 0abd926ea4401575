package io.holdfast.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** The files of the page, in memory. Nothing comes from outside. */
final class PageFiles {

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private static final List<String> NAMES =
      List.of(
          "index.html",
          "console.css",
          "icon.svg",
          "app.js",
          "backups.js",
          "chart.js",
          "decisions.js",
          "fleet.js",
          "html.js",
          "live.js",
          "map.js",
          "moves.js",
          "node.js",
          "pools.js",
          "search.js",
          "session.js",
          "theme.js",
          "words.js");

  private final Map<String, Answer> files = new TreeMap<>();

  PageFiles() {
    NAMES.forEach(name -> files.put(name, load(name)));
  }

  /** A file below {@code /page/}. */
  Optional<Answer> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** The one document; its script shows what the address asks for. */
  Answer document() {
    return files.get("index.html");
  }

  private static Answer load(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream("page/" + name)) {
      byte[] body = in.readAllBytes();
      var crc = new CRC32();
      crc.update(body);
      String tag = "\"" + Long.toHexString(crc.getValue()) + "-" + body.length + "\"";
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      return new Answer(200, type, body, Map.of("ETag", tag, "Cache-Control", "no-cache"));
    } catch (IOException e) {
      throw new UncheckedIOException("the page's file " + name + " cannot be read", e);
    }
  }
}
