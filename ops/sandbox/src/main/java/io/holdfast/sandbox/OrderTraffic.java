package io.holdfast.sandbox;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What customers do, from a seed: order, change their mind, cancel; and some transactions that roll
 * back.
 */
final class OrderTraffic {

  private static final List<String> CUSTOMERS =
      List.of("Ada", "Grace \"Amazing\" H.", "Łukasz", "O'Neil", "Zoë\tTab", "back\\slash");
  private static final List<String> PRODUCTS = List.of("anchor", "rope, 20 m", "shackle", "chain");
  private static final List<String> STATUSES = List.of("paid", "packed", "sent", "returned");

  private record Order(long id, int lines) {}

  private final Random random;
  private final List<Order> open = new ArrayList<>();
  private Runnable afterCommit = () -> {};
  private long nextId = 1;

  OrderTraffic(long seed) {
    random = new Random(seed);
  }

  void oneOrderMore(OrderTransaction transaction) throws SQLException {
    afterCommit = () -> {};
    int kind = random.nextInt(100);
    if (open.isEmpty() || kind < 55) {
      place(transaction);
    } else if (kind < 80) {
      advance(transaction);
    } else if (kind < 90) {
      changeQuantity(transaction);
    } else {
      cancel(transaction);
    }
    if (random.nextInt(20) == 0) {
      transaction.rollBackInTheEnd();
    }
  }

  void truncate(OrderTransaction transaction) throws SQLException {
    transaction.truncate("orders");
    afterCommit = open::clear;
  }

  void committed() {
    afterCommit.run();
    forgotten();
  }

  void forgotten() {
    afterCommit = () -> {};
  }

  private void place(OrderTransaction transaction) throws SQLException {
    var order = new Order(nextId, 1 + random.nextInt(3));
    nextId++;
    transaction.put(
        "orders",
        Long.toString(order.id()),
        "INSERT INTO orders VALUES (?, ?, 'placed', ?, ?, clock_timestamp()) RETURNING orders::text",
        order.id(),
        one(CUSTOMERS),
        BigDecimal.valueOf(random.nextInt(1_000_000), 2),
        random.nextInt(3) == 0 ? "line one\nline two " + order.id() : null);
    for (int line = 1; line <= order.lines(); line++) {
      transaction.put(
          "order_lines",
          order.id() + "/" + line,
          "INSERT INTO order_lines VALUES (?, ?, ?, ?, ?) RETURNING order_lines::text",
          order.id(),
          line,
          one(PRODUCTS),
          1 + random.nextInt(9),
          BigDecimal.valueOf(random.nextInt(10_000), 2));
    }
    afterCommit = () -> open.add(order);
  }

  private void advance(OrderTransaction transaction) throws SQLException {
    Order order = one(open);
    transaction.put(
        "orders",
        Long.toString(order.id()),
        "UPDATE orders SET status = ? WHERE id = ? RETURNING orders::text",
        one(STATUSES),
        order.id());
  }

  private void changeQuantity(OrderTransaction transaction) throws SQLException {
    Order order = one(open);
    int line = 1 + random.nextInt(order.lines());
    transaction.put(
        "order_lines",
        order.id() + "/" + line,
        "UPDATE order_lines SET quantity = quantity + 1 WHERE order_id = ? AND line = ?"
            + " RETURNING order_lines::text",
        order.id(),
        line);
  }

  private void cancel(OrderTransaction transaction) throws SQLException {
    Order order = one(open);
    transaction.remove(
        "orders", Long.toString(order.id()), "DELETE FROM orders WHERE id = ?", order.id());
    for (int line = 1; line <= order.lines(); line++) {
      transaction.remove(
          "order_lines",
          order.id() + "/" + line,
          "DELETE FROM order_lines WHERE order_id = ? AND line = ?",
          order.id(),
          line);
    }
    afterCommit = () -> open.remove(order);
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
