-- What is known of somebody's change: events_only says that all of it stands in events stored since, so that segments
-- which ask for none of their types need not look (E2). Any other change takes the word back.
ALTER TABLE touched ADD COLUMN events_only INTEGER NOT NULL DEFAULT 0;
