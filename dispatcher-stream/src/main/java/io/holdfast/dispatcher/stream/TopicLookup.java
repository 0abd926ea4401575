package io.holdfast.dispatcher.stream;

import io.holdfast.runtime.Dependency;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics are there; Kafka's ids and partition counts of them are known. */
public final class TopicLookup implements Dependency {

  private static final long PATIENCE_SECONDS = 10;

  private final Map<String, Object> clientProperties;
  private final Topics topics;
  private final Map<String, TopicDescription> found = new HashMap<>();

  public TopicLookup(Map<String, Object> clientProperties, Topics topics) {
    this.clientProperties = clientProperties;
    this.topics = topics;
  }

  @Override
  public String name() {
    return "topics";
  }

  @Override
  public void probe() throws Exception {
    List<String> names = new ArrayList<>();
    DispatcherTopology.inputs(topics).stream().map(Topic::name).forEach(names::add);
    DispatcherTopology.outputs(topics).stream().map(Topic::name).forEach(names::add);
    names.add(topics.poolEvents().name());
    names.add(topics.deadLetters().name());
    try (Admin admin = Admin.create(clientProperties)) {
      found.putAll(
          admin.describeTopics(names).allTopicNames().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new StartRefusedException(
            Reason.TOPICS,
            "topics of Holdfast are missing under the prefix '"
                + topics.prefix()
                + "': create them with `ops/holdfast topics create`",
            e);
      }
      throw new IOException("the broker does not describe the topics: " + e.getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("the broker did not describe the topics in time", e);
    }
  }

  /** Kafka's id of each topic, by name. */
  public Map<String, String> ids() {
    var ids = new HashMap<String, String>();
    found.forEach((name, description) -> ids.put(name, description.topicId().toString()));
    return ids;
  }

  public int partitions(Topic<?, ?> topic) {
    return found.get(topic.name()).partitions().size();
  }
}
