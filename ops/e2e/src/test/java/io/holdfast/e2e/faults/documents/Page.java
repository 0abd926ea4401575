package io.holdfast.e2e.faults.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of code of a page, in order. */
final class Page {

  private static final Pattern BLOCK =
      Pattern.compile("(?<prose>.*?)```(?<language>\\w+)\n(?<text>.*?)```", Pattern.DOTALL);
  private static final Pattern PLACE =
      Pattern.compile("# ?(?<path>\\S*?) ?on (?<machines>your own machine|[a-z, ]+)\n");

  private Page() {}

  /**
   * One block.
   *
   * @param prose what stands before it, since the block before
   * @param path of a file, as its first line says; empty for commands
   * @param machines where it belongs, as its first line says; empty: your own
   */
  record Block(String prose, String language, String path, List<String> machines, String text) {}

  static List<Block> blocks(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(page));
    while (block.find()) {
      String text = block.group("text");
      Matcher place = PLACE.matcher(text);
      boolean isPlaced = place.lookingAt();
      String on = isPlaced ? place.group("machines") : "your own machine";
      blocks.add(
          new Block(
              block.group("prose"),
              block.group("language"),
              isPlaced ? place.group("path") : "",
              on.equals("your own machine") ? List.of() : Arrays.asList(on.split(", ")),
              isPlaced ? text.substring(place.end()) : text));
    }
    return blocks;
  }
}
