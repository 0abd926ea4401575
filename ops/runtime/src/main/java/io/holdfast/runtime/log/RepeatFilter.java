package io.holdfast.runtime.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Marker;

/**
 * Lets a Kafka client say the same thing once in half a minute. The clients warn at every attempt
 * while a broker is away: the first line says it all. "The same" is logger and unformatted message;
 * Holdfast's own events are never dropped.
 */
final class RepeatFilter extends TurboFilter {

  private static final long SILENCE_NANOS = 30_000_000_000L;
  private static final int REMEMBERED = 200;

  private final Map<String, Long> lastSaid =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  @Override
  public FilterReply decide(
      Marker marker,
      Logger logger,
      Level level,
      String format,
      Object[] parameters,
      Throwable thrown) {
    if (format == null
        || !logger.getName().startsWith("org.apache.kafka.")
        || !level.isGreaterOrEqual(Level.WARN)
        || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
      return FilterReply.NEUTRAL;
    }
    return isRepeat(logger.getName() + format, System.nanoTime())
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }

  private synchronized boolean isRepeat(String what, long now) {
    Long before = lastSaid.get(what);
    if (before != null && now - before < SILENCE_NANOS) {
      return true;
    }
    lastSaid.put(what, now);
    return false;
  }
}
