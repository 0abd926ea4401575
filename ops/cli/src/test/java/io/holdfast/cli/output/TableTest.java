package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

  private record Node(String name, Integer load, String state) {}

  private static final Columns<Node> COLUMNS =
      Columns.<Node>none()
          .text("nodeName", Node::name)
          .number("load", Node::load)
          .hidden("secret", node -> 1)
          .styled("state", Node::state, node -> Style.GOOD);

  private static final List<Node> NODES =
      List.of(new Node("a", 7, "ALIVE"), new Node("long-name", null, "DEAD"));

  @Test
  void columnsAreAlignedByBlanksAlone() {
    assertThat(new Table<>(COLUMNS).lines(NODES, false))
        .containsExactly(
            "NODE NAME   LOAD   STATE", "a              7   ALIVE", "long-name      -   DEAD");
  }

  @Test
  void coloursDoNotMoveTheColumns() {
    List<String> plain = new Table<>(COLUMNS).lines(NODES, false);
    List<String> coloured = new Table<>(COLUMNS).lines(NODES, true);

    assertThat(coloured.get(1)).contains("\u001b[32mALIVE\u001b[0m");
    assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[\\d+m", "")).toList())
        .isEqualTo(plain);
  }

  @Test
  void jsonHasTheHiddenFieldsToo() {
    assertThat(COLUMNS.fields(NODES.get(1)).entrySet())
        .extracting(Map.Entry::getKey)
        .containsExactly("nodeName", "load", "secret", "state");
  }

  @Test
  void textFromElsewhereCannotMoveTheCursor() {
    var hostile = new Node("a\u001b[2J\nb", 1, "ALIVE");

    assertThat(new Table<>(COLUMNS).lines(List.of(hostile), false).get(1))
        .startsWith("a [2J b")
        .doesNotContain("\u001b");
  }
}
