package io.holdfast.cli.shell;

import io.holdfast.cli.cluster.MissingTopic;
import io.holdfast.cli.cluster.NoAddress;
import io.holdfast.cli.cluster.Unreachable;
import io.holdfast.runtime.config.ConfigurationException;
import io.holdfast.schemas.admin.TopicAdminException;
import io.holdfast.schemas.registry.RegistryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a failure means to the person who typed the command.
 *
 * @param exitCode how the process ends
 * @param sentence what happened and what to do
 */
public record Explanation(ExitCode exitCode, String sentence) {

  /** Of any failure; {@link ExitCode#INTERNAL} for one that nobody foresaw. */
  public static Explanation of(Throwable thrown) {
    Throwable failure = cause(thrown);
    if (failure instanceof Failure foreseen) {
      return new Explanation(foreseen.exitCode(), foreseen.getMessage());
    }
    if (failure instanceof NoAddress || failure instanceof ConfigurationException) {
      return new Explanation(ExitCode.USAGE, failure.getMessage());
    }
    if (failure instanceof Unreachable) {
      return new Explanation(ExitCode.UNREACHABLE, failure.getMessage());
    }
    if (failure instanceof MissingTopic) {
      return new Explanation(ExitCode.NOT_FOUND, failure.getMessage());
    }
    if (failure instanceof RegistryException registry) {
      return ofRegistry(registry);
    }
    if (failure instanceof TopicAdminException admin) {
      return ofAdmin(admin);
    }
    return ofKafka(failure);
  }

  private static Explanation ofAdmin(TopicAdminException failure) {
    return switch (failure.reason()) {
      case UNREACHABLE -> new Explanation(ExitCode.UNREACHABLE, failure.getMessage());
      case REFUSED -> new Explanation(ExitCode.NOT_PERMITTED, failure.getMessage());
      default -> new Explanation(ExitCode.FAILED, failure.getMessage());
    };
  }

  private static Explanation ofRegistry(RegistryException failure) {
    return switch (failure.reason()) {
      case UNREACHABLE, UNAVAILABLE -> new Explanation(ExitCode.UNREACHABLE, failure.getMessage());
      case REFUSED -> new Explanation(ExitCode.NOT_PERMITTED, failure.getMessage());
      default -> new Explanation(ExitCode.FAILED, failure.getMessage());
    };
  }

  private static Explanation ofKafka(Throwable failure) {
    if (failure instanceof AuthenticationException || failure instanceof AuthorizationException) {
      return new Explanation(
          ExitCode.NOT_PERMITTED,
          "Kafka does not permit it: %s Name credentials with --command-config FILE."
              .formatted(sentence(failure)));
    }
    if (failure instanceof TimeoutException) {
      return new Explanation(
          ExitCode.UNREACHABLE,
          "Kafka did not answer in time: %s Is the cluster up, with all its replicas, and does --command-config fit it?"
              .formatted(sentence(failure)));
    }
    if (failure instanceof UnknownTopicOrPartitionException) {
      return new Explanation(
          ExitCode.NOT_FOUND,
          "A topic is missing on this cluster: run `holdfast topics create`. (%s)"
              .formatted(failure.getMessage()));
    }
    if (failure instanceof ConfigException) {
      return new Explanation(
          ExitCode.USAGE, "A setting of --command-config is wrong: " + failure.getMessage());
    }
    return new Explanation(ExitCode.INTERNAL, failure.toString());
  }

  private static String sentence(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    return message.endsWith(".") ? message : message + ".";
  }

  private static Throwable cause(Throwable thrown) {
    Throwable failure = thrown;
    while ((failure instanceof ExecutionException || failure instanceof CompletionException)
        && failure.getCause() != null) {
      failure = failure.getCause();
    }
    return failure;
  }
}
