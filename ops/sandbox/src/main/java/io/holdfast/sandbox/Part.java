package io.holdfast.sandbox;

/** What a sandbox can hold. */
public enum Part {
  BROKER,
  REGISTRY,
  POSTGRES
}
