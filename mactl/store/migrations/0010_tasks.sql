-- What flows ask of people and of other programs: tasks (M9), and calls of web addresses.

CREATE TABLE tasks (
  id INTEGER PRIMARY KEY,
  enrolment INTEGER NOT NULL,
  visit INTEGER NOT NULL,
  flow TEXT NOT NULL,
  step TEXT NOT NULL,
  customer INTEGER NOT NULL,
  queue TEXT NOT NULL,
  title TEXT NOT NULL,
  script TEXT NOT NULL DEFAULT '',
  assignee TEXT NOT NULL DEFAULT '',       -- who is to do it; '' is anybody of the queue
  outcomes TEXT NOT NULL,                  -- a JSON array of those that may be told
  state TEXT NOT NULL DEFAULT 'open',      -- open, taken, done, closed (nobody did it, or it is not wanted any more)
  outcome TEXT,                            -- of one that is done; of one that is closed: why
  opened_at INTEGER NOT NULL,
  due INTEGER NOT NULL,
  until INTEGER NOT NULL,                  -- when the journey goes on without it
  taken_at INTEGER,
  done_at INTEGER,
  who TEXT NOT NULL DEFAULT '',            -- who took it or did it
  note TEXT NOT NULL DEFAULT '',
  UNIQUE (enrolment, visit)
);
CREATE INDEX tasks_open ON tasks (due, id) WHERE state IN ('open', 'taken');
CREATE INDEX tasks_customer ON tasks (customer);

-- Calls of web addresses on their way: written in the transaction of the step, made by the tick.
CREATE TABLE calls (
  id INTEGER PRIMARY KEY,
  enrolment INTEGER NOT NULL,
  visit INTEGER NOT NULL,
  flow TEXT NOT NULL,
  step TEXT NOT NULL,
  customer INTEGER NOT NULL,
  request TEXT NOT NULL,                   -- JSON: url, headers (secrets unread), body
  state TEXT NOT NULL DEFAULT 'queued',    -- queued, done, failed
  due INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  code TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  UNIQUE (enrolment, visit)
);
CREATE INDEX calls_due ON calls (due, id) WHERE state = 'queued';
