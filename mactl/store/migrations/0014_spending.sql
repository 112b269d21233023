-- What messages cost in each calendar month of a workspace that has a budget a month (config.json: budget.max_cost),
-- reserved and spent, in ten-thousandths. The row is made, with what the ledger already has of the month, by the first
-- claim that asks for it, and counted on in every claim's transaction. `month` is as in 2026-03, in the workspace's zone.
CREATE TABLE spending (
  mode TEXT NOT NULL,                      -- live, sandbox
  month TEXT NOT NULL,
  since INTEGER NOT NULL,                  -- the first instant of the month
  until INTEGER NOT NULL,                  -- the first instant after it
  cost INTEGER NOT NULL,
  PRIMARY KEY (mode, month)
) WITHOUT ROWID;
