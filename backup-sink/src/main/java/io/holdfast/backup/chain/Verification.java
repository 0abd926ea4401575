package io.holdfast.backup.chain;

import java.util.List;

/**
 * What was read to verify a chain, and what is wrong with it.
 *
 * @param chain id of the chain
 * @param objects how many objects were read, in all stores together
 * @param bytes their size, in bytes
 * @param findings what is wrong; empty when all is well
 */
public record Verification(String chain, long objects, long bytes, List<Finding> findings) {

  public Verification {
    findings = List.copyOf(findings);
  }

  public boolean isWhole() {
    return findings.isEmpty();
  }
}
