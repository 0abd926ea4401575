package io.holdfast.runtime.transactions;

import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Loop;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Service;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for unended transactions each second. What cannot be ended makes the app not ready. */
public final class TransactionWatch implements Part {

  private static final Logger log = LoggerFactory.getLogger(TransactionWatch.class);

  private static final long EVERY_MILLIS = 1_000;
  private static final long HOPELESS_EVERY_MILLIS = 60_000;

  private final UnendedTransactions transactions;
  private final Condition condition;
  private final Loop loop;

  public TransactionWatch(UnendedTransactions transactions, Service service) {
    this.transactions = transactions;
    this.condition = service.condition("open transactions", "not looked at yet");
    this.loop = new Loop("transaction-watch", service, () -> TimeUnit.MILLISECONDS.sleep(look()));
  }

  @Override
  public void start() {
    condition.met();
    loop.start();
  }

  @Override
  public void stop(Duration within) throws InterruptedException {
    loop.stop(within);
    transactions.close();
  }

  /** When to look again, ms. */
  private long look() {
    try {
      tell(transactions.end());
      return EVERY_MILLIS;
    } catch (RetriableException e) {
      log.atDebug().setCause(e).log("looking for open transactions again");
      return EVERY_MILLIS;
    } catch (AuthorizationException e) {
      log.atWarn()
          .addKeyValue("why", e.getMessage())
          .log("transactions that Kafka leaves open are not ended: this app may not look for them");
      return HOPELESS_EVERY_MILLIS;
    } catch (KafkaException e) {
      log.atWarn().setCause(e).log("transactions that Kafka leaves open cannot be looked for now");
      return HOPELESS_EVERY_MILLIS;
    }
  }

  private void tell(List<String> complaints) {
    if (complaints.isEmpty()) {
      condition.met();
    } else {
      condition.unmet(
          "Kafka left transactions open, readers wait there: %s; end them with kafka-transactions.sh"
              .formatted(String.join(", ", complaints)));
    }
  }
}
