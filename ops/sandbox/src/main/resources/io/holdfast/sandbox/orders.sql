CREATE TABLE orders (
  id         bigint PRIMARY KEY,
  customer   text NOT NULL,
  status     text NOT NULL,
  total      numeric(12, 2) NOT NULL,
  note       text,
  placed_at  timestamptz NOT NULL
);

CREATE TABLE order_lines (
  order_id  bigint NOT NULL,
  line      integer NOT NULL,
  product   text NOT NULL,
  quantity  integer NOT NULL,
  price     numeric(12, 2) NOT NULL,
  PRIMARY KEY (order_id, line)
);

-- One row per transaction of the writer: the greatest number says up to where a copy goes.
CREATE TABLE order_log (
  number  bigint PRIMARY KEY,
  at      timestamptz NOT NULL
);
