-- Flows: what was activated, who is inside, what each of them waits for, and what happened to them.

-- A flow that was activated. People enter `version`; no event older than `since` lets anybody in (E3).
CREATE TABLE flows (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,                     -- active, paused, stopped
  version INTEGER NOT NULL,                -- a row of flow_versions
  since INTEGER NOT NULL,
  activated_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
);

-- An activated definition never changes (F1): the compiled program as canonical JSON, and its hash.
CREATE TABLE flow_versions (
  id INTEGER PRIMARY KEY,
  flow INTEGER NOT NULL,
  number INTEGER NOT NULL,                 -- 1, 2, 3 ... within the flow
  digest TEXT NOT NULL,
  definition TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (flow, digest)
);

-- The types of events that start a flow or set one of its clocks: others leave no arrival.
CREATE TABLE interests (type TEXT NOT NULL, flow INTEGER NOT NULL, PRIMARY KEY (type, flow)) WITHOUT ROWID;

-- Events that may start flows, stored with the event, consumed by the enroll leg (E2).
CREATE TABLE arrivals (event INTEGER PRIMARY KEY);

-- Starts that come due with no event to announce them (E5). person 0 is the flow as a whole (cron, festivals).
CREATE TABLE clocks (
  flow INTEGER NOT NULL,
  person INTEGER NOT NULL,
  mark TEXT NOT NULL DEFAULT '',           -- tells several clocks of one person apart
  due INTEGER NOT NULL,
  anchor INTEGER NOT NULL,                 -- what the steps' times count from (T3)
  event INTEGER,                           -- what set it
  PRIMARY KEY (flow, person, mark)
) WITHOUT ROWID;
CREATE INDEX clocks_due ON clocks (due);

-- One person on one journey. An open one has exactly one waker (F3), which follows from its phase: waiting - `due`;
-- sending - its message (`due` once that has settled, or as long as it is delayed); awaiting - events, until `due`;
-- tasked - a human task, until `due`; parked - its flow's resume (`due` keeps the time that it had).
CREATE TABLE enrolments (
  id INTEGER PRIMARY KEY,
  flow INTEGER NOT NULL,
  version INTEGER NOT NULL,                -- people finish the version that they entered (F1)
  customer INTEGER NOT NULL,
  key TEXT NOT NULL,
  event INTEGER,                           -- what let them in, where it was an event
  entered_at INTEGER NOT NULL,
  anchor INTEGER NOT NULL,                 -- what `at` counts from
  held INTEGER NOT NULL DEFAULT 0,         -- in the holdout: timed like everybody, nothing is done (F10)
  state TEXT NOT NULL DEFAULT 'open',      -- open, done
  outcome TEXT,                            -- why it ended: end, goal, exit, recheck, stopped, merged ...
  ended_at INTEGER,
  step TEXT NOT NULL,
  phase TEXT NOT NULL,                     -- arriving, waiting, sending, awaiting, tasked, parked, done
  visit INTEGER NOT NULL,                  -- steps arrived at so far; never reused
  since INTEGER NOT NULL,                  -- when the step before ended (T3)
  due INTEGER
);
-- At most one open enrolment per flow, customer and key (E4).
CREATE UNIQUE INDEX enrolments_open ON enrolments (flow, customer, key) WHERE state = 'open';
CREATE INDEX enrolments_customer ON enrolments (customer, flow);
-- What advance reads: spelt exactly as its query's WHERE.
CREATE INDEX enrolments_due ON enrolments (due, id) WHERE due IS NOT NULL AND phase <> 'parked';

-- Who must be looked at when an event of a type is stored: goals, exits, awaited events.
CREATE TABLE awaits (
  customer INTEGER NOT NULL,
  type TEXT NOT NULL,
  enrolment INTEGER NOT NULL,
  role TEXT NOT NULL,                      -- goal, exit:N, until
  PRIMARY KEY (customer, type, enrolment, role)
) WITHOUT ROWID;
CREATE INDEX awaits_enrolment ON awaits (enrolment);

-- Journeys that wait for a condition (type '*' of awaits) and whose customers changed, until they have been looked at.
CREATE TABLE stirs (enrolment INTEGER PRIMARY KEY, at INTEGER NOT NULL);

-- Everything that happened in an enrolment: for explain, replay, tests of stories and reports.
CREATE TABLE trail (
  id INTEGER PRIMARY KEY,
  enrolment INTEGER NOT NULL,
  at INTEGER NOT NULL,                     -- the instant that counts
  now INTEGER NOT NULL,                    -- the tick's
  step TEXT NOT NULL,
  visit INTEGER NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX trail_enrolment ON trail (enrolment, id);

-- One message a channel for each visit of a step, whatever happens (M1).
CREATE UNIQUE INDEX messages_visit ON messages (enrolment, visit, channel) WHERE enrolment > 0;
