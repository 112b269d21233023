-- The first shape of the database. Instants are milliseconds since 1970-01-01T00:00Z; money is an integer in
-- ten-thousandths of the workspace's currency, so that sums are exact; JSON is UTF-8 text.

-- What this database is: its own id, the folder it was made in (P3), the last tick, the key space of its files.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- ---------------------------------------------------------------------------------------------------- customers
CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  customer_id TEXT NOT NULL UNIQUE,
  name TEXT, owner TEXT, company TEXT, member_level TEXT, time_zone TEXT, locale TEXT,
  birthday TEXT, gender TEXT, city TEXT, region TEXT, country TEXT,
  signup_at INTEGER,
  attributes TEXT NOT NULL DEFAULT '{}',   -- a JSON object of whatever else is known
  inlet_digest INTEGER,                    -- of the row of customers.json last taken in: an unchanged row costs no write
  import_digest INTEGER,                   -- the same for the row of a file last imported
  import_batch INTEGER,                    -- the import that created the row, for undo
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

-- Every way to reach a customer, or to know one again. kind: email, phone, wechat_openid, mini_openid, unionid,
-- wecom_external_userid, push_token, or the name of a shop (taobao, youzan ...). An address belongs to one customer.
CREATE TABLE addresses (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  customer INTEGER NOT NULL,
  platform TEXT,
  status TEXT NOT NULL DEFAULT 'ok',       -- ok, bounced, complained, invalid
  since INTEGER NOT NULL,
  PRIMARY KEY (kind, value)
) WITHOUT ROWID;
CREATE INDEX addresses_customer ON addresses (customer, kind);

-- The consents in force; topic '' is the channel as a whole. Earlier ones are rows of `changes` (G3).
CREATE TABLE consents (
  customer INTEGER NOT NULL,
  channel TEXT NOT NULL,
  topic TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL,                    -- granted, withdrawn
  at INTEGER NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  proof TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (customer, channel, topic)
) WITHOUT ROWID;

CREATE TABLE tags (
  customer INTEGER NOT NULL,
  tag TEXT NOT NULL,
  at INTEGER NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (customer, tag)
) WITHOUT ROWID;
CREATE INDEX tags_tag ON tags (tag, customer);

-- Every change of a profile field, tag, consent or address (E6): the value before and after, as JSON (NULL: none). A
-- customer's first values are not changes: they hold from `created_at` on. The state as of t is today's with every change
-- after t undone.
CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL,
  kind TEXT NOT NULL,                      -- profile, tag, consent, address
  name TEXT NOT NULL,
  old TEXT,
  new TEXT,
  at INTEGER NOT NULL,
  source TEXT NOT NULL DEFAULT ''
);
CREATE INDEX changes_customer ON changes (customer, at);
CREATE INDEX changes_at ON changes (at);

-- ------------------------------------------------------------------------------------------------------- events
CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

-- Append-only. (source, source_id) is unique (E1); source_id is the sender's own id (text), or a row number (integer).
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  source INTEGER NOT NULL,
  source_id NOT NULL,
  amount INTEGER,                          -- properties.amount in ten-thousandths
  properties TEXT NOT NULL DEFAULT '{}',
  UNIQUE (source, source_id)
);
CREATE INDEX events_customer ON events (customer, type, at);
CREATE INDEX events_type ON events (type, at, customer);

-- Kept in the event's own transaction (E2).
CREATE TABLE rollups (
  customer INTEGER NOT NULL,
  type TEXT NOT NULL,
  count INTEGER NOT NULL,
  amount INTEGER NOT NULL DEFAULT 0,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (customer, type)
) WITHOUT ROWID;

-- Customers changed since segments were last evaluated: the mark is set with the change, consumed by the second
-- transaction of E2.
CREATE TABLE touched (customer INTEGER PRIMARY KEY, at INTEGER NOT NULL);

-- ------------------------------------------------------------------------------------------------------- ledger
-- Where messages come from: one launch of a campaign (occurrence '1', or the planned instant), or one step of a flow
-- (occurrence is the step's id). It carries what is common to all its messages; `state` is the life of a launch.
CREATE TABLE origins (
  id INTEGER PRIMARY KEY,
  mode TEXT NOT NULL,                      -- live, sandbox
  kind TEXT NOT NULL,                      -- campaign, flow
  name TEXT NOT NULL,                      -- the campaign's or flow's id
  occurrence TEXT NOT NULL,
  channels TEXT NOT NULL DEFAULT '',       -- those that go out in this mode, in their order, separated by commas
  topic TEXT NOT NULL DEFAULT '',          -- of the campaign or flow: caps count by it
  version TEXT NOT NULL,                   -- hash of the definition and its templates at launch
  definition TEXT NOT NULL,                -- the definition as launched (JSON)
  state TEXT NOT NULL,                     -- running, paused, finished, cancelled, missed
  priority INTEGER NOT NULL DEFAULT 0,     -- smaller goes first
  audience INTEGER NOT NULL DEFAULT 0,     -- people frozen at launch
  at INTEGER NOT NULL,                     -- when it was launched
  planned INTEGER NOT NULL,                -- when it was due
  finished_at INTEGER,
  spent INTEGER NOT NULL DEFAULT 0,        -- reserved and spent, in ten-thousandths
  sends INTEGER NOT NULL DEFAULT 0,        -- messages reserved and spent against budget.max_messages
  UNIQUE (mode, kind, name, occurrence)
);
CREATE INDEX origins_running ON origins (priority, id) WHERE state = 'running';

-- One row a message to one person (M1). enrolment and visit are 0 for campaigns. position counts a fallback's channels.
CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  origin INTEGER NOT NULL,
  enrolment INTEGER NOT NULL DEFAULT 0,
  visit INTEGER NOT NULL DEFAULT 0,
  customer INTEGER NOT NULL,
  channel TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'queued',
  reason TEXT,                             -- why skipped, delayed or failed: a code of core/messages
  due INTEGER NOT NULL,                    -- when to look at it next
  first_due INTEGER NOT NULL,              -- the gate-adjusted instant that max_late is measured from (T5)
  attempts INTEGER NOT NULL DEFAULT 0,
  run INTEGER,                             -- who claimed it
  address TEXT,                            -- where it was sent
  slot_at INTEGER,                         -- its reservation against frequency caps (M5); NULL: holds none
  sent_at INTEGER,
  cost INTEGER,                            -- in ten-thousandths
  parts INTEGER,
  code TEXT,                               -- the provider's own code and words
  detail TEXT,
  provider_id TEXT,
  delivered_at INTEGER,
  bounced_at INTEGER,
  opened_at INTEGER,                       -- first open by a human; machine opens are kept apart (X3)
  machine_opened_at INTEGER,
  clicked_at INTEGER,
  complained_at INTEGER,
  unsubscribed_at INTEGER,
  changed_at INTEGER NOT NULL,
  UNIQUE (origin, customer, channel, enrolment, visit)
);
-- What dispatch reads: spelt exactly as its query's WHERE.
CREATE INDEX messages_due ON messages (origin, channel, due, id) WHERE state IN ('queued', 'delayed');
CREATE INDEX messages_slots ON messages (customer, slot_at) WHERE slot_at IS NOT NULL;
CREATE INDEX messages_provider ON messages (provider_id) WHERE provider_id IS NOT NULL;

-- A post to an audience as a whole (M11): one row a post, receipts as sums.
CREATE TABLE broadcasts (
  id INTEGER PRIMARY KEY,
  origin INTEGER NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  content TEXT NOT NULL,
  provider_id TEXT,
  receipts TEXT NOT NULL DEFAULT '{}',
  due INTEGER NOT NULL,
  sent_at INTEGER,
  UNIQUE (origin, channel)
);

-- The tracked links of a launch: the number in the address to the target.
CREATE TABLE links (
  origin INTEGER NOT NULL,
  channel TEXT NOT NULL,
  number INTEGER NOT NULL,
  url TEXT NOT NULL,
  PRIMARY KEY (origin, channel, number)
) WITHOUT ROWID;

-- A process that claims messages. Alive while it holds the lock on its wire journal (M3).
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,                      -- send, tick
  pid INTEGER NOT NULL,
  boot TEXT NOT NULL,                      -- the machine's boot id: after a restart nothing on the wire is known
  journal TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER
);

-- Addresses never to be contacted. channel '' is every channel, topic '' every topic.
CREATE TABLE suppressions (
  address TEXT NOT NULL,
  channel TEXT NOT NULL DEFAULT '',
  topic TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  PRIMARY KEY (address, channel, topic)
) WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------------ control
-- The life of a campaign beyond its file: draft (no row), scheduled, paused, cancelled, finished.
CREATE TABLE campaigns (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  scheduled TEXT,                          -- the schedule in force (JSON)
  next_due INTEGER,                        -- when the tick launches it next
  changed_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX campaigns_due ON campaigns (next_due) WHERE state = 'scheduled';

CREATE TABLE approvals (
  kind TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, who TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (kind, name, digest)
) WITHOUT ROWID;

-- What `mactl stop` forbids until `mactl resume`: scope all, campaign, channel.
CREATE TABLE stops (
  scope TEXT NOT NULL, name TEXT NOT NULL DEFAULT '', who TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  PRIMARY KEY (scope, name)
) WITHOUT ROWID;

-- Token buckets of providers' rates (M10).
CREATE TABLE buckets (name TEXT PRIMARY KEY, credit INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, object TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '{}'
);

-- Imports: what came in, how far it is, and (with customers.import_batch) what it made.
CREATE TABLE batches (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, options TEXT NOT NULL DEFAULT '{}',
  state TEXT NOT NULL,                     -- running, finished, undone
  rows INTEGER NOT NULL DEFAULT 0,         -- rows consumed: a cut-short import goes on after them
  created INTEGER NOT NULL DEFAULT 0, updated INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL, who TEXT NOT NULL DEFAULT ''
);

-- The inlets (customers.json, events.jsonl): size, time and digest when last taken in, and the lines taken of a file that
-- only grows.
CREATE TABLE inlets (
  path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, digest TEXT NOT NULL,
  lines INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
