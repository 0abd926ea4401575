package io.holdfast.runtime;

/**
 * How a process ended, for those who started it.
 *
 * <table>
 *   <caption>Exit codes of every Holdfast process</caption>
 *   <tr><td>0</td><td>stopped as asked, everything closed</td></tr>
 *   <tr><td>1</td><td>a part failed while running; starting again may help</td></tr>
 *   <tr><td>2</td><td>bad arguments or configuration; starting again does not help</td></tr>
 *   <tr><td>3</td><td>the surroundings do not allow a start (port taken, directory not writable, …)
 *       </td></tr>
 *   <tr><td>4</td><td>stopped as asked, but a part did not stop within the deadline</td></tr>
 * </table>
 */
public enum ExitCode {
  ORDERLY(0),
  FAILED(1),
  CONFIGURATION(2),
  REFUSED(3),
  OVERDUE(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
