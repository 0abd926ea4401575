package io.holdfast.demo;

import java.util.List;

/** The chapters in order, and how it ended. */
final class Story {

  private static final List<Chapter> CHAPTERS =
      List.of(
          new AllPlaced(),
          new HotNodeIsRelieved(),
          new NodeIsKilled(),
          new NodeComesBack(),
          new BrokerIsStopped(),
          new CarelessTruncate(),
          new Summary());

  private Story() {}

  /** Tells every chapter; whether each of them came true. Stops at the first that did not. */
  static boolean tell(Stage stage) {
    int number = 1;
    for (Chapter chapter : CHAPTERS) {
      stage.narrator().chapter(number, chapter.title());
      try {
        chapter.tell(stage);
      } catch (StoryFailed e) {
        stage.narrator().failed(e);
        return false;
      }
      number++;
    }
    return true;
  }
}
