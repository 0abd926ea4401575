package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What to run as a {@link ChildProcess}. Made by its static methods. */
public final class ChildCommand {

  private final List<String> jvm;
  private final List<String> command;
  private final List<String> jvmOptions = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final List<String> prefix = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path directory;
  private String endSignal = "TERM";

  ChildCommand(List<String> jvm, List<String> command) {
    this.jvm = jvm;
    this.command = command;
  }

  static ChildCommand java(String... what) {
    return new ChildCommand(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()), List.of(what));
  }

  /** Options of the JVM, such as {@code -Xmx64m}; an error for a command that is no JVM. */
  public ChildCommand jvmOptions(String... options) {
    if (jvm.isEmpty()) {
      throw new IllegalStateException("not a JVM: " + command);
    }
    jvmOptions.addAll(List.of(options));
    return this;
  }

  public ChildCommand arguments(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  public ChildCommand environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public ChildCommand directory(Path workingDirectory) {
    directory = workingDirectory;
    return this;
  }

  /** Runs the command through another, such as {@code nice}. */
  ChildCommand through(List<String> wrapper) {
    prefix.addAll(wrapper);
    return this;
  }

  /** The signal with which the process is asked to end when this JVM ends; TERM unless set. */
  ChildCommand endSignal(String signal) {
    endSignal = signal;
    return this;
  }

  /** Starts it, with standard output and error appended to {@code log}. */
  public ChildProcess start(String name, Path log) {
    List<String> all = new ArrayList<>(ChildProcess.ownSession());
    all.addAll(prefix);
    all.addAll(jvm);
    all.addAll(jvmOptions);
    all.addAll(command);
    all.addAll(arguments);
    var builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().putAll(environment);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      return new ChildProcess(name, builder.start(), log, endSignal);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }
}
