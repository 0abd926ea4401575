package io.holdfast.dispatcher;

import io.holdfast.dispatcher.config.DispatcherConfig;
import io.holdfast.dispatcher.stream.StreamsPart;
import io.holdfast.dispatcher.stream.TopicLookup;
import io.holdfast.runtime.App;
import io.holdfast.runtime.KafkaBroker;
import io.holdfast.runtime.SchemaRegistry;
import io.holdfast.runtime.Service;
import io.holdfast.runtime.transactions.TransactionWatch;
import io.holdfast.schemas.Topics;

/** {@code java -jar dispatcher-stream.jar --config dispatcher.yaml}. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    App.of("dispatcher-stream", DispatcherConfig.class, DispatcherConfig::http, Main::assemble)
        .main(args);
  }

  static void assemble(DispatcherConfig config, Service service) {
    Topics topics = Topics.withPrefix(config.kafka().topicPrefix());
    var lookup = new TopicLookup(config.kafka().clientProperties(), topics);
    service.await(new KafkaBroker(config.kafka()));
    service.await(new SchemaRegistry(config.registry()));
    service.await(lookup);
    var transactions = StreamsPart.transactions(config, service, topics);
    service.add("transactions", new TransactionWatch(transactions, service));
    service.add("streams", new StreamsPart(config, service, topics, lookup, transactions));
  }
}
