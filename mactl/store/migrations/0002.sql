-- A/B tests at work, by id: what each was when it started, and what came of it. One that ran in the sandbox is replaced
-- by a live run, its assignments too.
CREATE TABLE experiments (
  id TEXT PRIMARY KEY,
  mode TEXT NOT NULL,                      -- live, sandbox
  campaign TEXT NOT NULL DEFAULT '',       -- the id under which its messages are launched; '' inside a flow
  definition TEXT NOT NULL,                -- the test as started (JSON)
  campaign_definition TEXT NOT NULL DEFAULT '{}',  -- the campaign as started (JSON)
  version TEXT NOT NULL DEFAULT '',        -- hash of test, campaign and templates, which an approval is for (G1)
  state TEXT NOT NULL,                     -- running, concluded, stopped
  started_at INTEGER NOT NULL,
  deadline INTEGER NOT NULL,               -- when it is judged for good
  next_look INTEGER,                       -- when the tick looks at it next; NULL: never again
  ended_at INTEGER,
  winner TEXT NOT NULL DEFAULT '',         -- the variant that the rest gets
  verdict TEXT NOT NULL DEFAULT '{}',      -- the judgement that ended it (JSON)
  waves TEXT NOT NULL DEFAULT '[]'         -- of a bandit: [{"at", "weights", "people"}] as they were released
) WITHOUT ROWID;
CREATE INDEX experiments_due ON experiments (next_look) WHERE state = 'running';

-- Who is what to a test (X1): one row a person, drawn once, never changed. role: test (arm is the variant), holdout
-- (gets nothing), rest (waits for the winner).
CREATE TABLE assignments (
  test TEXT NOT NULL,
  customer INTEGER NOT NULL,
  role TEXT NOT NULL,
  arm TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  PRIMARY KEY (test, customer)
) WITHOUT ROWID;
