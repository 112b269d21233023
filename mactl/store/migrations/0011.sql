-- Whom people added to a static segment, or removed from it, by hand: it outlives every change of the segment's file (S1).
CREATE TABLE segment_edits (
  segment TEXT NOT NULL,
  customer INTEGER NOT NULL,
  added INTEGER NOT NULL,                  -- 1: added, 0: removed
  at INTEGER NOT NULL,
  who TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (segment, customer)
) WITHOUT ROWID;
