-- What each turn of an enrolment was given (F8): with it mactl flow replay takes the journey again and compares.
CREATE TABLE turns (
  id INTEGER PRIMARY KEY,
  enrolment INTEGER NOT NULL,
  version INTEGER NOT NULL,                -- a row of flow_versions: whose program took it
  visit INTEGER NOT NULL,                  -- the enrolment's before it; 0: its first turn
  now INTEGER NOT NULL,
  given TEXT NOT NULL                      -- JSON (core/flows/recording.py); '' where all was as usual
);
CREATE INDEX turns_enrolment ON turns (enrolment, id);
