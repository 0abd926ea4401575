package io.holdfast.e2e.faults.documents;

import io.holdfast.sandbox.ChildCommand;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The machines of the page as directories below one. What the page says with their names, ports and
 * paths is done with free ports of the loopback interface and paths of their own.
 */
final class Machines implements AutoCloseable {

  static final List<String> NAMES = List.of("one", "two", "three");

  private static final Path CHECKOUT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final String[] SMALL = {
    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m"
  };

  private record Running(String line, ChildProcess process) {}

  private final Sandbox sandbox;
  private final Path root;
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, List<Running>> running = new LinkedHashMap<>();
  private final int page = freePort();
  private final int web = freePort();
  private int runs;

  /**
   * @param sandbox its registry is that of {@code one}, its PostgreSQL that of {@code three}
   */
  Machines(Sandbox sandbox) {
    this.sandbox = sandbox;
    root = sandbox.directory().resolve("machines");
    names.put("http://one:8081/apis/ccompat/v7", sandbox.registryUrl());
    names.put("three:5432", sandbox.postgres().host() + ":" + sandbox.postgres().port());
    for (String name : NAMES) {
      running.put(name, new ArrayList<>());
      names.put(name + ":9092", "127.0.0.1:" + freePort());
      names.put(name + ":9093", "127.0.0.1:" + freePort());
    }
    names.put("\"8000\"", "\"" + web + "\", --bind, 127.0.0.1");
    names.put("/opt/holdfast/holdfast-console", CHECKOUT + "/ops/console/target/holdfast-console");
    for (String app :
        List.of("heartbeat-producer", "health-stream", "dispatcher-stream", "backup-sink")) {
      names.put("/opt/holdfast/" + app, CHECKOUT + "/" + app + "/target/" + app);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  /** The page's words as they are meant on that machine; empty: your own. */
  private String meant(String machine, String text) {
    String here = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      here = here.replace(name.getKey(), name.getValue());
    }
    // Of what your own commands name, only the settings of backup-sink are another machine's.
    Path directory = root.resolve(machine.isEmpty() ? "three" : machine);
    return here.replaceAll("(?<![\\w/.])/(etc|var/lib|mnt)/", directory + "/$1/");
  }

  /** Writes a file of the page; that of {@code one} also on the others, with what differs there. */
  void write(String path, List<String> on, String text) throws IOException {
    if (on.isEmpty()) {
      put(home().resolve(path.replace("~/", "")), meant("", text));
      return;
    }
    for (String machine : on.equals(List.of("one")) ? NAMES : on) {
      put(Path.of(meant(machine, path)), meant(machine, on(machine, text)));
    }
  }

  /** What the page says in words of two and three. */
  private static String on(String machine, String text) {
    int number = NAMES.indexOf(machine) + 1;
    return text.replace("node.id=1", "node.id=" + number)
        .replace("id: one", "id: " + machine)
        .replace("shelf-1", "shelf-" + number)
        .replaceAll(
            "(?m)^(listeners=.*//)one(:.*//)one(:.*)", "$1" + machine + "$2" + machine + "$3");
  }

  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** There may be no pg_dump of the server's version here: the schema is in a file. */
  void haveSchema(String sql) throws IOException {
    put(root.resolve("orders.sql"), sql + ";\n");
  }

  private Path home() {
    return root.resolve("home");
  }

  /** Types a line on a machine, and waits where the line does not stay. */
  void type(String machine, String line) {
    ChildCommand command = command(words(meant(machine, line)));
    String name = machine + "-" + ++runs;
    ChildProcess process = command.start(name, root.resolve("logs").resolve(name + ".log"));
    if (line.contains("kafka-storage.sh")) {
      if (process.awaitExit(PATIENCE) != 0) {
        throw new IllegalStateException(line + ": see " + process.log());
      }
      return;
    }
    running.get(machine).add(new Running(line, process));
    if (line.contains("holdfast-console.jar")) {
      process.awaitReady(page("/"), PATIENCE);
    }
  }

  private ChildCommand command(List<String> words) {
    String[] rest = words.subList(1, words.size()).toArray(String[]::new);
    return switch (words.get(0)) {
      case "/opt/kafka/bin/kafka-storage.sh" ->
          ChildProcess.java("kafka.tools.StorageTool").jvmOptions(SMALL).arguments(rest);
      case "/opt/kafka/bin/kafka-server-start.sh" ->
          ChildProcess.java("kafka.Kafka").jvmOptions(SMALL).arguments(rest);
      case "java" ->
          ChildProcess.jar(Path.of(words.get(2)))
              .jvmOptions(SMALL)
              .arguments(Arrays.copyOfRange(rest, 2, rest.length))
              .arguments(ofThisMachine(words.get(2)));
      case "holdfast" ->
          ChildProcess.java("io.holdfast.cli.Main").jvmOptions(SMALL).arguments(rest);
      default -> throw new IllegalArgumentException("nobody here knows " + words);
    };
  }

  /** What three machines have three times, and this one once. */
  private String[] ofThisMachine(String jar) {
    List<String> settings = new ArrayList<>(List.of("--set=http.port=0"));
    if (jar.endsWith("holdfast-console.jar")) {
      settings.add("--set=web.port=" + page);
    } else if (jar.endsWith("backup-sink.jar")) {
      settings.add("--set=source.schema.source=file");
      settings.add("--set=source.schema.file=" + root.resolve("orders.sql"));
    }
    return settings.toArray(String[]::new);
  }

  /** What a command of the command line answered. */
  record Answer(int exitCode, String out) {}

  /** Types a line on your own machine. */
  Answer holdfast(String line) throws IOException {
    Path log = root.resolve("logs").resolve("you-" + ++runs + ".log");
    ChildCommand command =
        command(words(meant("", line)))
            .directory(home())
            .environment("HOME", home().toString())
            .environment("XDG_CONFIG_HOME", home().resolve(".config").toString());
    try (ChildProcess process = command.start("holdfast", log)) {
      int exitCode = process.awaitExit(PATIENCE);
      return new Answer(exitCode, Files.readString(log));
    }
  }

  private static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toList();
  }

  /** Where {@code web-1} answers, whichever machine runs it. */
  URI web() {
    return URI.create("http://127.0.0.1:" + web + "/");
  }

  /** An address of the web page. */
  URI page(String path) {
    return URI.create("http://127.0.0.1:" + page + path);
  }

  /** SIGKILL to everything on that machine. */
  void pullPlug(String machine) {
    running.get(machine).forEach(one -> one.process().killGroup());
  }

  /** Starts everything there again that ran when the plug was pulled. */
  void putPlugIn(String machine) {
    List<Running> before = List.copyOf(running.get(machine));
    running.get(machine).clear();
    before.forEach(one -> type(machine, one.line()));
  }

  @Override
  public void close() {
    running.values().stream().flatMap(List::stream).toList().parallelStream()
        .forEach(one -> one.process().killGroup());
  }
}
