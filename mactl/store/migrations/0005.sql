-- What people were given: coupons with their codes, and loyalty points (M8).

-- The codes of coupons that come from a pool; grants_id is who has it (NULL: free).
CREATE TABLE coupon_codes (
  coupon TEXT NOT NULL,
  code TEXT NOT NULL,
  held_by INTEGER,                         -- the grant that has it
  PRIMARY KEY (coupon, code)
) WITHOUT ROWID;
CREATE INDEX coupon_codes_free ON coupon_codes (coupon) WHERE held_by IS NULL;

-- One row for each thing given to a person by a message (origin, enrolment, visit), or by a step that gives without one.
CREATE TABLE grants (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,                      -- coupon, points
  name TEXT NOT NULL,                      -- the coupon's id; '' for points
  code TEXT,
  value INTEGER NOT NULL,                  -- what it costs at most, in ten-thousandths; for points their number
  customer INTEGER NOT NULL,
  origin INTEGER NOT NULL DEFAULT 0,       -- of the message; 0: no message
  source TEXT NOT NULL,                    -- the campaign or flow
  enrolment INTEGER NOT NULL DEFAULT 0,
  visit INTEGER NOT NULL DEFAULT 0,
  mode TEXT NOT NULL,                      -- live, sandbox
  state TEXT NOT NULL,                     -- granted, returned, redeemed, revoked
  at INTEGER NOT NULL,
  expires_at INTEGER,
  redeemed_at INTEGER,
  UNIQUE (source, origin, customer, enrolment, visit, kind, name)
);
CREATE INDEX grants_customer ON grants (customer, at);
CREATE INDEX grants_code ON grants (code) WHERE code IS NOT NULL;

-- Loyalty points, earned and spent. A row that earns keeps in rest what is not spent yet: the soonest to expire goes first.
CREATE TABLE points (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL,
  points INTEGER NOT NULL,
  rest INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  expires_at INTEGER,
  source TEXT NOT NULL,                    -- who or what booked them: unique with the customer, so nothing counts twice
  note TEXT NOT NULL DEFAULT '',
  UNIQUE (customer, source)
);
CREATE INDEX points_rest ON points (customer, expires_at) WHERE rest > 0;
