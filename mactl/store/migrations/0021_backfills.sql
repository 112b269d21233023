-- Events that are shown to one flow again, because a person let it catch up (E3): no other flow hears of them.
CREATE TABLE backfills (
  flow INTEGER NOT NULL,
  event INTEGER NOT NULL,
  PRIMARY KEY (flow, event)
) WITHOUT ROWID;
