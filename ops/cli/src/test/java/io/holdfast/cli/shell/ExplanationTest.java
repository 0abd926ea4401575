package io.holdfast.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.config.ConfigurationException;
import io.holdfast.schemas.registry.RegistryException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  @Test
  void whatNobodyForesawIsAFaultOfTheCommand() {
    assertThat(Explanation.of(new IllegalStateException("oops")))
        .isEqualTo(new Explanation(ExitCode.INTERNAL, "java.lang.IllegalStateException: oops"));
  }

  @Test
  void aRegistryThatDoesNotAnswerIsUnreachable() {
    assertThat(code(registry(RegistryException.Reason.UNREACHABLE)))
        .isEqualTo(ExitCode.UNREACHABLE);
    assertThat(code(registry(RegistryException.Reason.REFUSED))).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(code(registry(RegistryException.Reason.INCOMPATIBLE))).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void kafkaSayingNoIsAMatterOfPermission() {
    assertThat(code(new SaslAuthenticationException("bad password")))
        .isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(code(new TopicAuthorizationException("holdfast.nodes")))
        .isEqualTo(ExitCode.NOT_PERMITTED);
  }

  @Test
  void theCauseCountsNotTheWrapping() {
    Throwable wrapped = new ExecutionException(new TimeoutException("no answer"));

    assertThat(code(wrapped)).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(code(new ExecutionException(new UnknownTopicOrPartitionException("gone"))))
        .isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void aFileThatCannotBeUsedIsMisuse() {
    assertThat(Explanation.of(new ConfigurationException("w.yaml line 3: no")))
        .isEqualTo(new Explanation(ExitCode.USAGE, "w.yaml line 3: no"));
  }

  private static ExitCode code(Throwable failure) {
    return Explanation.of(failure).exitCode();
  }

  private static RegistryException registry(RegistryException.Reason reason) {
    return new RegistryException(reason, "the registry says no");
  }
}
