-- Scheduled reports (config.json, reports): when each comes next, and what became of it at each planned instant.

-- `plan` is the schedule that next_due was reckoned by: a changed one is reckoned afresh.
CREATE TABLE report_plans (name TEXT PRIMARY KEY, plan TEXT NOT NULL, next_due INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX report_plans_due ON report_plans (next_due);

-- One row a report, planned instant and target, written before anything leaves: nothing is posted twice by itself.
CREATE TABLE report_posts (
  name TEXT NOT NULL, planned INTEGER NOT NULL, target TEXT NOT NULL,
  state TEXT NOT NULL,                     -- claimed, sent, waiting (to be tried again), failed, unknown
  attempts INTEGER NOT NULL DEFAULT 0,
  due INTEGER NOT NULL,                    -- when a waiting one is tried again
  at INTEGER NOT NULL,                     -- when its state was written
  detail TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (name, planned, target)
) WITHOUT ROWID;
CREATE INDEX report_posts_waiting ON report_posts (due) WHERE state = 'waiting';

-- What was told of trouble, so that the same is not told again within a day: a hash of target and words.
CREATE TABLE alerts (key TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
