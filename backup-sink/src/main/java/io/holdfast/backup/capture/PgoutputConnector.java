package io.holdfast.backup.capture;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/** Connector with one task, which reads one slot. */
public final class PgoutputConnector extends SourceConnector {

  private Map<String, String> properties = Map.of();

  @Override
  public void start(Map<String, String> settings) {
    properties = Map.copyOf(settings);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return PgoutputTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(properties);
  }

  @Override
  public void stop() {
    properties = Map.of();
  }

  @Override
  public ConfigDef config() {
    return PgoutputSettings.DEFINITION;
  }

  @Override
  public String version() {
    return "1";
  }
}
