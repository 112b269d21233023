-- What was changed or removed of events and of messages that were sent, for the columnar copy from which big workspaces
-- answer reports (mactl/store/mirror): numbers of blocks of 1024 row ids. What is only added is found by its row id.
-- `times` tells a block that changed again from one that was looked at.
CREATE TABLE mirror_stale (
  name TEXT NOT NULL,
  block INTEGER NOT NULL,
  times INTEGER NOT NULL,
  PRIMARY KEY (name, block)
) WITHOUT ROWID;

CREATE TRIGGER mirror_events_changed AFTER UPDATE ON events BEGIN
  INSERT INTO mirror_stale VALUES ('events', OLD.id >> 10, 1) ON CONFLICT (name, block) DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER mirror_events_removed AFTER DELETE ON events BEGIN
  INSERT INTO mirror_stale VALUES ('events', OLD.id >> 10, 1) ON CONFLICT (name, block) DO UPDATE SET times = times + 1;
END;
-- A message's way until it is sent asks no trigger, for that is the hot path: outbox.settle marks its batches itself.
CREATE TRIGGER mirror_messages_changed
AFTER UPDATE OF origin, customer, channel, delivered_at, opened_at, machine_opened_at, clicked_at, bounced_at,
  complained_at, unsubscribed_at ON messages BEGIN
  INSERT INTO mirror_stale VALUES ('messages', OLD.id >> 10, 1)
  ON CONFLICT (name, block) DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER mirror_messages_removed AFTER DELETE ON messages BEGIN
  INSERT INTO mirror_stale VALUES ('messages', OLD.id >> 10, 1)
  ON CONFLICT (name, block) DO UPDATE SET times = times + 1;
END;
