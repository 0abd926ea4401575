package io.holdfast.backup.chain;

import java.util.List;
import java.util.Set;

/**
 * What was read to verify a chain, and what is wrong with it.
 *
 * @param chain id of the chain
 * @param objects how many objects were read, in all stores together
 * @param bytes their size, in bytes
 * @param findings what is wrong; empty when all is well
 * @param silent stores that did not answer, or no more; each is among the findings
 */
public record Verification(
    String chain, long objects, long bytes, List<Finding> findings, Set<String> silent) {

  public Verification {
    findings = List.copyOf(findings);
    silent = Set.copyOf(silent);
  }

  public boolean isWhole() {
    return findings.isEmpty();
  }

  /** Whether nothing is wrong with what could be read, but not all could. */
  public boolean isOnlySilent() {
    return !isWhole() && findings.size() == silent.size();
  }
}
