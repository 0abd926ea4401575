package io.holdfast.backup.barrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.barrier.ListMessages.Piece;
import io.holdfast.backup.domain.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ListMessagesTest {

  @Test
  void aListThatFitsIsOneMessageAsEver() {
    assertThat(ListMessages.cut(Prefix.ROLES, "b1\nSELECT 1;\n"))
        .containsExactly(new Piece(Prefix.ROLES, "b1\nSELECT 1;\n"));
  }

  @Test
  void aLongListIsCutAtLineEndsAndItsBeginningComesLast() {
    assertThat(ListMessages.cut("p", "b1\nab\ncd\nef\n", 6))
        .containsExactly(new Piece("p-part", "b1\ncd\nef\n"), new Piece("p", "b1\nab\n\\+1"));
  }

  @Test
  void whatWasCutIsReadAsItWas() {
    Random random = new Random(20261128);
    for (int run = 0; run < 200; run++) {
      String list = list(random);
      int pieceBytes = 40 + random.nextInt(400);
      ListMessages reader = new ListMessages();
      List<Piece> pieces = ListMessages.cut("p", list, pieceBytes);

      String whole = null;
      for (Piece piece : pieces) {
        assertThat(piece.content().getBytes(StandardCharsets.UTF_8))
            .hasSizeLessThan(pieceBytes + 10);
        reader.part("p-part", "another\n" + random.nextInt());
        if (piece.prefix().equals("p-part")) {
          reader.part("p-part", piece.content());
        } else {
          whole = reader.whole("p", piece.content());
        }
      }

      assertThat(whole).isEqualTo(list);
    }
  }

  @Test
  void aListWhosePartsWereNotReadIsNotTakenForAWholeOne() {
    assertThatThrownBy(() -> new ListMessages().whole("p", "b1\nab\n\\+2"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage(
            "barrier b1 lies only in part after the place from which this goes on: restore into a new database");
  }

  @Test
  void partsOfAnAttemptThatNeverEndedAreNotOfTheNext() {
    ListMessages reader = new ListMessages();
    reader.part("p-part", "b1\nold\n");
    reader.part("p-part", "b1\ncd\n");

    assertThat(reader.whole("p", "b1\nab\n\\+1")).isEqualTo("b1\nab\ncd\n");
  }

  @Test
  void whatIsNoPartOfAListIsPassedOver() {
    ListMessages reader = new ListMessages();
    reader.part("p-part", "from somebody");

    assertThat(reader.whole("p", "b1\nab\n")).isEqualTo("b1\nab\n");
  }

  @Test
  void ofABarriersStateTheLastMessageTellsWhatItSaw() {
    String state = "b1\n0/10\n5:5:\npublic\tt\t1\t2\t3\n\\+1";

    assertThat(BarrierState.seen(state).lsn()).isEqualTo(16);
  }

  private static String list(Random random) {
    StringBuilder list = new StringBuilder("b1\n");
    int lines = random.nextInt(100);
    for (int i = 0; i < lines; i++) {
      list.append("é".repeat(random.nextInt(15))).append(i).append('\n');
    }
    return list.toString();
  }
}
