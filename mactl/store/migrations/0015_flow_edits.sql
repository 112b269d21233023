-- Flows edited while people are inside (F1, F2).

-- The steps of its version that an enrolment did in an earlier one, as a JSON array: they are not done again.
ALTER TABLE enrolments ADD COLUMN passed TEXT NOT NULL DEFAULT '';

-- The templates of a flow's messages as they were when it was last activated: what was corrected since can be told.
CREATE TABLE flow_texts (
  flow INTEGER NOT NULL,
  step TEXT NOT NULL,
  channel TEXT NOT NULL,
  template TEXT NOT NULL,
  digest TEXT NOT NULL,                    -- of the bytes of every file of the template, inherited ones included
  PRIMARY KEY (flow, step, channel)
) WITHOUT ROWID;
