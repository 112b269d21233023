-- Scores (data/scores.json): what is kept of them so that a score costs the same however long a customer's history is.

-- A rule that gives points for events, by the hash of what its sums depend on; kept up to the event `upto`.
CREATE TABLE score_rules (number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, upto INTEGER NOT NULL);

-- The sum of the points that a rule gave, as they were worth at `at`, the instant of the last of the events.
CREATE TABLE score_sums (
  rule INTEGER NOT NULL, customer INTEGER NOT NULL, points REAL NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (rule, customer)
) WITHOUT ROWID;

-- The furthest stage that a customer has reached in a score, and when.
CREATE TABLE score_stages (
  score TEXT NOT NULL, customer INTEGER NOT NULL, stage TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (score, customer)
) WITHOUT ROWID;
