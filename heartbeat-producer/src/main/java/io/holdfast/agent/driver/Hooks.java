package io.holdfast.agent.driver;

import io.holdfast.agent.config.ServiceConfig;
import io.holdfast.agent.domain.Grant;
import java.io.IOException;
import java.time.Duration;

/** The operator's scripts. */
final class Hooks implements Caretaker {

  private static final int NOT_RUNNING = 3; // as the status of init scripts says it (LSB)

  private final ServiceConfig config;
  private final Command command;
  private final Duration stopGrace;

  Hooks(ServiceConfig config, Marks marks, Duration stopGrace) {
    this.config = config;
    this.command = new Command(marks, config.timeout());
    this.stopGrace = stopGrace;
  }

  @Override
  public void start(Grant grant) throws IOException, InterruptedException {
    command.must(grant, config.start());
  }

  @Override
  public Standing look(Grant grant) throws IOException, InterruptedException {
    Command.Answer answer = command.run(grant, config.status());
    return switch (answer.exitCode()) {
      case 0 -> new Standing(true, pid(answer.output()), "");
      case NOT_RUNNING -> new Standing(false, 0, "its status says that it does not run");
      default ->
          throw new IOException(
              "its status ended with %d: %s".formatted(answer.exitCode(), answer.lastLine()));
    };
  }

  private static long pid(String output) {
    String first = output.strip().split("\\s", 2)[0];
    return first.matches("[1-9][0-9]{0,9}") ? Long.parseLong(first) : 0;
  }

  @Override
  public void stop(Grant grant) throws IOException, InterruptedException {
    command.must(grant, config.stop());
  }

  @Override
  public void kill(Grant grant) throws IOException, InterruptedException {
    command.must(grant, config.kill().isEmpty() ? config.stop() : config.kill());
  }

  @Override
  public Duration interval() {
    return config.interval();
  }

  @Override
  public Duration stopGrace() {
    return stopGrace;
  }
}
