package io.holdfast.cli.backup;

import io.holdfast.backup.chain.StoredChain;
import io.holdfast.cli.shell.Session;

/** Says which stores did not answer: what is shown or restored is what the others hold. */
final class StoresNotRead {

  private StoresNotRead() {}

  static void remark(Session session, StoredChain chain) {
    chain
        .silent()
        .forEach(
            (store, why) ->
                session.remark(
                    "Store %s does not answer (%s): what it alone holds is not here"
                        .formatted(store, why)));
  }
}
