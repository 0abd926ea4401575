package io.holdfast.cli.doctor;

import io.holdfast.records.NodeProfile;
import io.holdfast.schemas.signature.Signer;
import io.holdfast.schemas.signature.TrustedKeys;
import io.holdfast.schemas.signature.Writers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Whether the keys that nodes show in their profiles are those that readers were told to trust. */
final class KeyCheck {

  private final List<NodeProfile> nodes;

  KeyCheck(List<NodeProfile> nodes) {
    this.nodes = nodes;
  }

  /** What can be told without the list of trusted keys. */
  List<Diagnosis> unlisted() {
    long signing = nodes.stream().filter(KeyCheck::shows).count();
    return List.of(
        signing == 0
            ? Diagnosis.ok("keys", "no node signs")
            : Diagnosis.note(
                "keys",
                "%d of %d nodes show a key".formatted(signing, nodes.size()),
                "compare them with the list of the readers: holdfast doctor --trusted-keys FILE"));
  }

  /** What does not fit the list. */
  List<Diagnosis> against(TrustedKeys trusted) {
    List<Diagnosis> found = new ArrayList<>();
    if (!trusted.knows(Writers.DISPATCHER)) {
      found.add(
          Diagnosis.wrong(
              "keys",
              "the list has no key of %s: no agent starts with it".formatted(Writers.DISPATCHER),
              "add the line %s KEY".formatted(Writers.DISPATCHER)));
    }
    List<NodeProfile> mute = those(n -> trusted.knows(n.getNode()) && !shows(n));
    if (!mute.isEmpty()) {
      found.add(
          Diagnosis.wrong(
              "keys",
              words(mute, "on the list but not signing, so not heard"),
              "set holdfast.signing.key.file there, or take it off the list"));
    }
    List<NodeProfile> others =
        those(
            n -> trusted.knows(n.getNode()) && shows(n) && !trusted.contains(n.getNode(), key(n)));
    if (!others.isEmpty()) {
      found.add(
          Diagnosis.wrong(
              "keys",
              words(others, "signing with another key than the list has, so not heard"),
              line(others.get(0))));
    }
    List<NodeProfile> strangers = those(n -> !trusted.knows(n.getNode()) && shows(n));
    if (!strangers.isEmpty()) {
      found.add(
          Diagnosis.note(
              "keys",
              words(strangers, "signing but not on the list, so anybody may speak for it"),
              line(strangers.get(0))));
    }
    return found.isEmpty()
        ? List.of(Diagnosis.ok("keys", "the list and the keys that nodes show agree"))
        : found;
  }

  private List<NodeProfile> those(Predicate<NodeProfile> which) {
    return nodes.stream().filter(which).toList();
  }

  /** What to add, once the node itself has said so: whoever can write profiles can show any key. */
  private static String line(NodeProfile node) {
    return "if openssl pkey -pubout says the same on the node, add the line %s %s"
        .formatted(node.getNode(), key(node));
  }

  /** Names the first, and counts the rest. */
  private static String words(List<NodeProfile> nodes, String how) {
    String rest = nodes.size() == 1 ? "" : ", as are %d more".formatted(nodes.size() - 1);
    return "%s is %s%s".formatted(nodes.get(0).getNode(), how, rest);
  }

  private static boolean shows(NodeProfile node) {
    return key(node) != null;
  }

  private static String key(NodeProfile node) {
    return node.getLabels().get(Signer.LABEL);
  }
}
