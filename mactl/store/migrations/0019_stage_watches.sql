-- The next instant at which time alone may take a customer on to a further stage of a score (E5).
CREATE TABLE stage_watches (
  score TEXT NOT NULL, customer INTEGER NOT NULL, due INTEGER NOT NULL,
  PRIMARY KEY (score, customer)
) WITHOUT ROWID;
CREATE INDEX stage_watches_due ON stage_watches (due);
