-- What failed for good is listed and tried again through these, however long the ledger is.
CREATE INDEX messages_failed ON messages (origin, id) WHERE state = 'failed';
CREATE INDEX calls_failed ON calls (flow, id) WHERE state = 'failed';
