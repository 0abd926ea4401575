package io.holdfast.demo;

/** One chapter of the story: it acts, waits for what must follow, and says what it measured. */
interface Chapter {

  String title();

  /**
   * Tells it on the stage.
   *
   * @throws StoryFailed when something that must follow did not
   */
  void tell(Stage stage) throws StoryFailed;
}
