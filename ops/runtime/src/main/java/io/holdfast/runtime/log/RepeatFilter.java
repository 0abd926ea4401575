package io.holdfast.runtime.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets a Kafka client say the same thing once in half a minute. The clients warn at every attempt
 * while a broker is away: the first line says it all. "The same" is logger and unformatted message;
 * Holdfast's own events are never dropped.
 *
 * <p>A filter of the appender: a turbo filter is asked before the level is, and the clients ask
 * several times for each record whether they may trace.
 */
final class RepeatFilter extends Filter<ILoggingEvent> {

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
  public FilterReply decide(ILoggingEvent event) {
    if (!event.getLoggerName().startsWith("org.apache.kafka.")
        || !event.getLevel().isGreaterOrEqual(Level.WARN)) {
      return FilterReply.NEUTRAL;
    }
    return isRepeat(event.getLoggerName() + event.getMessage(), System.nanoTime())
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
