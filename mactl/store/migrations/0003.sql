-- Payments from the second of an order on: events of type order_paid that are no order of their own. With them the
-- orders of anybody are counted from rollups and indexes. Kept up to the event in the fact orders_upto.
CREATE TABLE order_repeats (event INTEGER PRIMARY KEY, customer INTEGER NOT NULL);
CREATE INDEX order_repeats_customer ON order_repeats (customer);

-- The RFM scores last saved (mactl segment --method rfm --save), of everybody who had a paid order at `as_of`.
-- monetary is in ten-thousandths; segment and class are keys of rfm_names.
CREATE TABLE rfm_scores (
  customer INTEGER PRIMARY KEY,
  recency_days INTEGER NOT NULL, frequency INTEGER NOT NULL, monetary INTEGER NOT NULL,
  r INTEGER NOT NULL, f INTEGER NOT NULL, m INTEGER NOT NULL,
  segment TEXT NOT NULL, class TEXT NOT NULL, as_of INTEGER NOT NULL
);
-- What segments and classes are called, in every language, in short and in full.
CREATE TABLE rfm_names (key TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (key, name)) WITHOUT ROWID;
