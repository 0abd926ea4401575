package io.holdfast.backup.capture;

import java.util.List;

/**
 * What one poll of the source yields.
 *
 * @param records in the order of the stream
 * @param confirmable greatest end of a Commit, or of a message between transactions, in it or
 *     before; 0 when there was none
 */
record Decoded(List<Object> records, long confirmable) {}
