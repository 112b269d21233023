-- Messages sent whose fallback goes on to the channel `next` unless a receipt of delivery comes until `due` (M6).
CREATE TABLE hearings (
  message INTEGER PRIMARY KEY,
  origin INTEGER NOT NULL,
  due INTEGER NOT NULL,
  next TEXT NOT NULL
);
CREATE INDEX hearings_due ON hearings (due, message);
CREATE INDEX hearings_origin ON hearings (origin);
