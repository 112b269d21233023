-- When a flow went on after its last pause: the lateness of what its steps send counts from there at the earliest (F7).
ALTER TABLE flows ADD COLUMN resumed_at INTEGER NOT NULL DEFAULT 0;
