-- Who is a member of which segment, written down and kept right at the cost of what changed (rules S1 to S3, E5).

-- A segment whose members are written down: the hash of its definition and of those that it looks into, and the instant
-- of its last full evaluation. `version` is '' where it must be evaluated in full again.
CREATE TABLE segments (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version TEXT NOT NULL,
  evaluated_at INTEGER NOT NULL
);

-- `since` is the instant at which membership became true; where a full evaluation found it, that of the evaluation.
CREATE TABLE members (
  segment INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (segment, customer)
) WITHOUT ROWID;
CREATE INDEX members_customer ON members (customer);

-- The next instant at which time alone may make a customer enter or leave a segment.
CREATE TABLE watches (
  segment INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  due INTEGER NOT NULL,
  PRIMARY KEY (segment, customer)
) WITHOUT ROWID;
CREATE INDEX watches_due ON watches (segment, due);
CREATE INDEX watches_customer ON watches (customer);
