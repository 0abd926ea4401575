package io.holdfast.sandbox;

/**
 * A part of the sandbox could not do what was asked; the message is one sentence for the person who
 * asked.
 */
public final class SandboxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SandboxException(String message) {
    super(message);
  }

  public SandboxException(String message, Throwable cause) {
    super(message, cause);
  }
}
