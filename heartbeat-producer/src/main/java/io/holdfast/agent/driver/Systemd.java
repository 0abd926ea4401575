package io.holdfast.agent.driver;

import io.holdfast.agent.domain.Grant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Instances of a template unit. What tells the workload is in a file that the unit names as its
 * {@code EnvironmentFile}: {@code <directory>/<instance>.env}.
 */
final class Systemd implements Caretaker {

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(90); // its own for a start
  private static final String PROPERTIES =
      "--property=LoadState,ActiveState,SubState,Result,MainPID,ExecMainStatus";

  private final String template;
  private final Path directory;
  private final String systemctl;
  private final Marks marks;
  private final Command command;
  private final Duration stopGrace;

  /**
   * @param directory of the environment files
   * @param systemctl the program
   */
  Systemd(String template, Path directory, String systemctl, Marks marks, Duration stopGrace) {
    this.template = template;
    this.directory = directory;
    this.systemctl = systemctl;
    this.marks = marks;
    this.command = new Command(marks, TIMEOUT);
    this.stopGrace = stopGrace;
  }

  @Override
  public void start(Grant grant) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    var text = new StringBuilder();
    marks.environmentOf(grant).forEach((name, value) -> text.append(line(name, value)));
    Files.writeString(directory.resolve(escape(grant.workload()) + ".env"), text);
    command.must(grant, List.of(systemctl, "start", unit(grant)));
  }

  /** Quoted as systemd.exec(5) has it. */
  private static String line(String name, String value) {
    return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n";
  }

  @Override
  public Standing look(Grant grant) throws IOException, InterruptedException {
    Command.Answer answer =
        command.must(grant, List.of(systemctl, "show", PROPERTIES, unit(grant)));
    Map<String, String> properties = new TreeMap<>();
    answer
        .output()
        .lines()
        .filter(line -> line.contains("="))
        .forEach(
            line ->
                properties.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    String active = properties.getOrDefault("ActiveState", "unknown");
    return switch (active) {
      case "active", "activating", "deactivating", "reloading", "refreshing" ->
          new Standing(true, Long.parseLong(properties.getOrDefault("MainPID", "0")), "");
      case "inactive", "failed" ->
          new Standing(
              false,
              0,
              "%s %s, result %s, exit code %s"
                  .formatted(
                      unit(grant),
                      active,
                      properties.getOrDefault("Result", "unknown"),
                      properties.getOrDefault("ExecMainStatus", "unknown")));
      default -> throw new IOException(unit(grant) + " is " + active);
    };
  }

  @Override
  public void stop(Grant grant) throws IOException, InterruptedException {
    command.must(grant, List.of(systemctl, "stop", "--no-block", unit(grant)));
  }

  @Override
  public void kill(Grant grant) throws IOException, InterruptedException {
    command.must(grant, List.of(systemctl, "kill", "--signal=KILL", unit(grant)));
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public Duration stopGrace() {
    return stopGrace;
  }

  private String unit(Grant grant) {
    return template.replace("@.", "@" + escape(grant.workload()) + ".");
  }

  /** As systemd-escape(1) does. */
  static String escape(String name) {
    var escaped = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean isPlain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == ':'
              || c == '_'
              || (c == '.' && escaped.length() > 0);
      if (c == '/') {
        escaped.append('-');
      } else if (isPlain) {
        escaped.append(c);
      } else {
        escaped.append("\\x%02x".formatted((int) c));
      }
    }
    return escaped.toString();
  }
}
