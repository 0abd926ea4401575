package io.holdfast.agent.driver;

import static org.awaitility.Awaitility.await;

import io.holdfast.agent.domain.Ending;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.host.Root;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers what it was told. */
final class Observed implements Witness {

  final Map<Grant, Root> launched = new ConcurrentHashMap<>();
  final Map<Grant, String> notLaunched = new ConcurrentHashMap<>();
  final Map<Grant, Ending> ended = new ConcurrentHashMap<>();

  @Override
  public void launched(Grant grant, Root root) {
    launched.put(grant, root);
  }

  @Override
  public void notLaunched(Grant grant, String detail) {
    notLaunched.put(grant, detail);
  }

  @Override
  public void ended(Grant grant, Ending ending) {
    ended.put(grant, ending);
  }

  Ending awaitEnd(Grant grant) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> ended.get(grant), ending -> ending != null);
  }
}
